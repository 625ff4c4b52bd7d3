// Decodes picture files to 8-bit RGB, pixel for pixel as PIL does.

import { readFile } from 'node:fs/promises';
import { ImageError, IoError } from '@gossamer/core';
import type { RgbPicture } from '@gossamer/core/image';
import { type AbortSource, throwIfAborted } from '@gossamer/core/runtime';
import { fileSize, ioError } from '../files/io-error.js';
import { cmykToRgb } from './cmyk-to-rgb.js';
import { jpegComponents } from './jpeg-components.js';
import { loadSharp, type Sharp } from './load-sharp.js';
import { otherKind, type PictureFormat, pictureFormat } from './picture-format.js';

export interface DecodeOptions {
  signal?: AbortSource | undefined;
  /** Larger pictures are refused before they are decoded. 178,956,970 by default, where PIL suspects a bomb. */
  maxPixels?: number;
}

const MAX_PIXELS = 178_956_970;
const MAX_BYTES = 2 ** 30;

/**
 * A JPEG, PNG, WebP, GIF (first frame), TIFF or AVIF file as RGB: turned upright by its EXIF orientation, alpha
 * dropped, grey repeated, CMYK converted by PIL's formula, colour profiles ignored, 16-bit samples cut to their
 * high byte (also grey ones, which PIL would saturate).
 *
 * @param source a path, or the file's bytes
 * @throws IoError where the file cannot be read
 * @throws ImageError where it is not a picture, damaged, cut short or too large, or sharp is not installed
 */
export async function decodePicture(
  source: string | Uint8Array,
  options: DecodeOptions = {},
): Promise<RgbPicture> {
  const { signal, maxPixels = MAX_PIXELS } = options;
  const within = typeof source === 'string' ? source : undefined;
  throwIfAborted(signal, 'decoding the picture');
  const bytes = source instanceof Uint8Array ? source : await readPicture(source);
  const format = checkFormat(bytes, within);
  const sharp = await loadSharp();
  try {
    const picture = await decode(sharp, bytes, format, maxPixels);
    throwIfAborted(signal, 'decoding the picture');
    return picture;
  } catch (error) {
    throw decodeError(error, maxPixels, within);
  }
}

async function decode(
  sharp: Sharp,
  bytes: Uint8Array,
  format: PictureFormat,
  maxPixels: number,
): Promise<RgbPicture> {
  const options = { ignoreIcc: true, failOn: 'error', limitInputPixels: maxPixels } as const;
  const input = sharp(bytes, options);
  const cmyk = await isCmyk(input, bytes, format);
  const upright = input.autoOrient();
  const pixels = cmyk
    ? upright.pipelineColourspace('cmyk').toColourspace('cmyk')
    : upright.removeAlpha().toColourspace('srgb');
  const { data, info } = await pixels.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (channels !== (cmyk ? 4 : 3)) throw new ImageError(`the decoder gave ${channels} channels`);
  const plain = new Uint8Array(data.buffer, data.byteOffset, data.length);
  return { width, height, channels: 3, data: cmyk ? cmykToRgb(plain) : plain };
}

/** The decoder is only asked where the header does not tell: opening a file twice costs a sixth of its decoding. */
async function isCmyk(input: ReturnType<Sharp>, bytes: Uint8Array, format: PictureFormat): Promise<boolean> {
  const components = format === 'jpeg' ? jpegComponents(bytes) : undefined;
  if (components === 1 || components === 3) return false;
  return (format === 'jpeg' || format === 'tiff') && (await input.metadata()).space === 'cmyk';
}

async function readPicture(path: string): Promise<Uint8Array> {
  const size = await fileSize(path);
  if (size > MAX_BYTES) {
    throw new IoError(`cannot read ${path}: a picture of ${size} bytes, the limit is ${MAX_BYTES}`, { path });
  }
  return readFile(path).catch((error: unknown) => {
    throw ioError(error, 'read', path);
  });
}

function checkFormat(bytes: Uint8Array, within: string | undefined): PictureFormat {
  const format = pictureFormat(bytes);
  if (format !== undefined) return format;
  const kind = otherKind(bytes);
  throw new ImageError('this is not a picture that can be decoded', {
    within,
    hint: `${kind === undefined ? '' : `it looks like ${kind}; `}JPEG, PNG, WebP, GIF, TIFF and AVIF are read`,
  });
}

function decodeError(cause: unknown, maxPixels: number, within: string | undefined): Error {
  if (!(cause instanceof Error) || 'code' in cause) return cause as Error;
  if (/pixel limit/i.test(cause.message)) {
    return new ImageError(`the picture has more than ${maxPixels} pixels`, {
      within,
      hint: 'scale it down first, or raise maxPixels where the source is trusted',
      cause,
    });
  }
  const text = cause.message.split('\n')[0];
  return new ImageError(`the picture cannot be decoded: ${text}`, {
    within,
    hint: 'the file is truncated or damaged, or of a variant the decoder does not know',
    cause,
  });
}
