// The colours below transparency, as a file stores them: a canvas multiplies by alpha, and rounds or loses them.

import type { Picture } from '@gossamer/core/image';

/** Whether a canvas may have changed the colours. */
export function hasTransparency({ data }: Picture): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return true;
  return false;
}

/** The bitmap without a canvas in between; undefined where this browser has no way to do that. */
export async function storedColours(bitmap: ImageBitmap): Promise<Picture | undefined> {
  if (typeof VideoFrame === 'undefined') return undefined;
  const frame = new VideoFrame(bitmap, { timestamp: 0, alpha: 'keep' });
  try {
    const { format, codedWidth: width, codedHeight: height } = frame;
    if (format !== 'RGBA' && format !== 'BGRA') return undefined;
    const data = new Uint8Array(width * height * 4);
    await frame.copyTo(data, { layout: [{ offset: 0, stride: width * 4 }] });
    if (format === 'BGRA') swapRedAndBlue(data);
    return { width, height, channels: 4, data };
  } finally {
    frame.close();
  }
}

function swapRedAndBlue(data: Uint8Array): void {
  for (let i = 0; i < data.length; i += 4) {
    const blue = data[i] as number;
    data[i] = data[i + 2] as number;
    data[i + 2] = blue;
  }
}
