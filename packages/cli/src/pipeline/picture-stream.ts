// Words -> a stream of pictures, and how many there are where one can know.

import { IoError } from '@gossamer/core';
import { type PictureItem, pictureSources } from '@gossamer/runtime-node';

export interface PictureStream {
  /** Undefined where archives or standard input are read as they come. */
  readonly total: number | undefined;
  /** The pictures whose names are not to be skipped, once. */
  items(skip: (name: string) => boolean, signal: AbortSignal): AsyncIterable<PictureItem>;
}

/** Words that hold who knows how many pictures: `-` and archives, also from the web. */
const isArchive = (word: string): boolean => word === '-' || /\.(tar|tgz|tar\.gz|zip)([?#].*)?$/i.test(word);

/**
 * Files, folders, globs, URLs, tar and zip archives, `-` for a picture or a tar archive on standard input.
 * @throws IoError where there is no picture at all
 */
export async function pictureStream(words: readonly string[]): Promise<PictureStream> {
  if (words.some(isArchive)) {
    return { total: undefined, items: (skip, signal) => pictureSources(words, { skip, signal }) };
  }
  const listed: PictureItem[] = [];
  for await (const item of pictureSources(words)) listed.push(item);
  if (listed.length === 0) throw noPictures(words);
  return { total: listed.length, items: (skip, signal) => pictureSources(listed, { skip, signal }) };
}

export function noPictures(words: readonly string[]): IoError {
  return new IoError(`there is no picture in ${words.join(', ')}`, {
    path: words[0],
    hint: 'files named .jpg, .png, .webp, .gif, .tif or .avif are looked for, also in the folders below',
  });
}
