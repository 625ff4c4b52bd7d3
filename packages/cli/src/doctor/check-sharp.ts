// The image decoder: loads, and decodes a picture.

import { decodePicture } from '@gossamer/runtime-node';
import { asGossamerError } from '../command/report-error.js';
import type { Check } from './check.js';

/** One grey pixel as PNG. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==';

export async function checkSharp(): Promise<Check> {
  const name = 'sharp';
  try {
    const { width, height } = await decodePicture(Buffer.from(PIXEL, 'base64'));
    const { default: sharp } = await import('sharp');
    const version = sharp.versions.sharp ?? sharp.versions.vips;
    return { name, state: 'ok', detail: `${version}, decodes pictures (${width} x ${height})` };
  } catch (thrown) {
    const { reason, hint } = asGossamerError(thrown);
    return { name, state: 'unavailable', detail: reason, fix: hint ?? 'npm install sharp' };
  }
}
