// Words that name files.

/** A word with a dot or a slash is a file, any other a name. */
export function isFile(word: string): boolean {
  return /[./\\]/.test(word);
}
