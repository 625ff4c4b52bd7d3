// Tells what a file that is no ONNX model looks like instead.

import { open } from 'node:fs/promises';

const KINDS: readonly {
  readonly kind: string;
  readonly starts: (bytes: Uint8Array, text: string) => boolean;
}[] = [
  { kind: 'a PyTorch checkpoint or another zip archive', starts: (_, text) => text.startsWith('PK\x03\x04') },
  {
    kind: 'a Python pickle, such as an old PyTorch checkpoint',
    starts: (bytes) => bytes[0] === 0x80 && (bytes[1] ?? 9) <= 5,
  },
  { kind: 'a safetensors checkpoint', starts: (_, text) => text.slice(8, 10) === '{"' },
  { kind: 'a web page', starts: (_, text) => /^\s*<(!doctype|html)/i.test(text) },
  {
    kind: 'a Git LFS pointer: fetch the file itself',
    starts: (_, text) => text.startsWith('version https://git-lfs'),
  },
  { kind: 'text', starts: (bytes, text) => bytes.length > 0 && /^[\t\n\r\x20-\x7e]+$/.test(text) },
];

/** A hint where the file is recognisably something else, undefined where it may be an ONNX file. */
export async function notOnnxHint(file: Uint8Array | string): Promise<string | undefined> {
  const bytes = typeof file === 'string' ? await firstBytes(file) : file.subarray(0, 64);
  if (bytes.length === 0) return 'the file is empty';
  const text = String.fromCharCode(...bytes);
  const kind = KINDS.find(({ starts }) => starts(bytes, text))?.kind;
  return kind && `it looks like ${kind}`;
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const handle = await open(path);
  try {
    const bytes = new Uint8Array(64);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return bytes.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
