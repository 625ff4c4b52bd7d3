// Tells what a file that an engine refused looks like instead.

interface Kind {
  readonly kind: string;
  readonly looks: (bytes: Uint8Array, text: string) => boolean;
}

const KINDS: readonly Kind[] = [
  { kind: 'a PyTorch checkpoint or another zip archive', looks: (_, text) => text.startsWith('PK\x03\x04') },
  {
    kind: 'a Python pickle, such as an old PyTorch checkpoint',
    looks: (bytes) => bytes[0] === 0x80 && (bytes[1] as number) <= 5,
  },
  { kind: 'a safetensors checkpoint', looks: (_, text) => text.slice(8, 10) === '{"' },
  { kind: 'a web page', looks: (_, text) => /^\s*<(!doctype|html)/i.test(text) },
  {
    kind: 'a Git LFS pointer: fetch the file itself',
    looks: (_, text) => text.startsWith('version https://git-lfs'),
  },
  { kind: 'text', looks: (_, text) => /^[\t\n\r\x20-\x7e]+$/.test(text) },
];

/** A hint from a file's first bytes where it is recognisably no ONNX file, undefined where it may be one. */
export function otherThanOnnx(start: Uint8Array): string | undefined {
  if (start.length === 0) return 'the file is empty';
  const bytes = start.subarray(0, 64);
  const text = String.fromCharCode(...bytes);
  const kind = KINDS.find(({ looks }) => looks(bytes, text))?.kind;
  return kind && `it looks like ${kind}`;
}
