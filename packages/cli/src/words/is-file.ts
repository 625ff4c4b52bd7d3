// Words that name files.

/** timm's name of a model with its weights: `mobilenetv2_100.ra_in1k`. */
const TAGGED = /^\w+\.\w*in\d+k\w*$/;

/** A word with a dot or a slash is a file, any other a name. */
export function isFile(word: string): boolean {
  return /[./\\]/.test(word) && !TAGGED.test(word);
}
