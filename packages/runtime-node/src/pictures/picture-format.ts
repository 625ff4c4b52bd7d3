// Recognises picture files by their first bytes, so that nothing else reaches the decoder.

/** Formats that are decoded. */
export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif';

interface Signature {
  readonly format: PictureFormat;
  /** A pattern over the first 16 bytes as Latin-1 text. */
  readonly pattern: RegExp;
}

const SIGNATURES: readonly Signature[] = [
  { format: 'jpeg', pattern: /^\xff\xd8\xff/ },
  { format: 'png', pattern: /^\x89PNG\r\n/ },
  { format: 'webp', pattern: /^RIFF[\s\S]{4}WEBP/ },
  { format: 'gif', pattern: /^GIF8[79]a/ },
  { format: 'tiff', pattern: /^(II[*+]\0|MM\0[*+])/ },
  { format: 'avif', pattern: /^[\s\S]{4}ftyp(avif|avis|mif1)/ },
];

const OTHERS: readonly { readonly kind: string; readonly pattern: RegExp }[] = [
  { kind: 'a BMP picture', pattern: /^BM[\s\S]{4}\0\0\0\0/ },
  { kind: 'a HEIC picture', pattern: /^[\s\S]{4}ftyp(hei|hev)/ },
  { kind: 'an SVG drawing or another XML file', pattern: /^(\xef\xbb\xbf)?\s*<(\?xml|svg)/i },
  { kind: 'a web page', pattern: /^\s*<(!doctype|html)/i },
  { kind: 'a PDF document', pattern: /^%PDF/ },
  { kind: 'text', pattern: /^[\t\n\r\x20-\x7e]+$/ },
];

/** The format, or undefined for what is not one of ours. */
export function pictureFormat(bytes: Uint8Array): PictureFormat | undefined {
  const start = firstBytes(bytes);
  return SIGNATURES.find(({ pattern }) => pattern.test(start))?.format;
}

/** What else it is, for a hint. */
export function otherKind(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'an empty file';
  const start = firstBytes(bytes);
  return OTHERS.find(({ pattern }) => pattern.test(start))?.kind;
}

function firstBytes(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 16));
}
