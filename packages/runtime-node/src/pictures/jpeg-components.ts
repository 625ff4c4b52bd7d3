// The colour components of a JPEG, without asking the decoder (ITU-T T.81, B.1.1.3 and B.2.2).

/** Markers that stand alone; all others have a length. */
const isAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);

/** Frame headers: SOF0 to SOF15 but DHT, JPG and DAC. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** 1 for grey, 3 for colour, 4 for CMYK; undefined where no frame header is found. */
export function jpegComponents(bytes: Uint8Array): number | undefined {
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] as number;
    if (isFrame(marker)) return bytes[at + 9];
    // 0xff may be repeated before a marker.
    if (marker === 0xff) at++;
    else if (isAlone(marker)) at += 2;
    else at += 2 + ((bytes[at + 2] as number) << 8) + (bytes[at + 3] as number);
  }
  return undefined;
}
