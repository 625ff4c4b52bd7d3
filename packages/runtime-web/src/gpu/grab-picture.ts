// A snapshot of anything a page shows, that a GPU can read and a worker can be sent.

import { ImageError } from '@gossamer/core';
import { type AbortSource, throwIfAborted } from '@gossamer/core/runtime';
import { bitmapOf, checkKind, fetchedPicture, type ImageSource, isAddress } from '../image/picture-of.js';
import type { GrabbedPicture } from './picture-pipeline.js';

/**
 * The picture as it is now; the source stays as it is, and the snapshot is the caller's to close.
 * @throws as `pictureOf`
 */
export async function grabPicture(source: ImageSource, signal?: AbortSource): Promise<GrabbedPicture> {
  throwIfAborted(signal, 'reading the picture');
  checkKind(source);
  if (isAddress(source)) return bitmapOf(await fetchedPicture(String(source), signal), String(source));
  try {
    if (typeof VideoFrame !== 'undefined') {
      if (source instanceof VideoFrame) return source.clone();
      if ('videoWidth' in source) return new VideoFrame(source);
    }
  } catch (cause) {
    throw new ImageError('the video shows no frame that can be read', {
      hint: 'wait for loadeddata, and serve it with CORS headers where it is from another origin',
      cause,
    });
  }
  return bitmapOf(source);
}
