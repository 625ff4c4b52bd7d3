// The bytes a compiled network is kept as: a header that proves them whole, words about it, the ONNX file.

import { hexOf } from '../../hex-of.js';
import { decodeUtf8, encodeUtf8 } from '../../weights/utf8.js';
import type { Sha256 } from './compiled-key.js';

/** A compiled network as it is kept. */
export interface CompiledEntry {
  /** The ONNX file. */
  readonly onnx: Uint8Array;
  /** What the keeper wants to know of it again, such as what was done to the graph. */
  readonly about: string;
}

/** `GOSSAMER`, then little-endian the bytes of `about` and of the file, the SHA-256 of all that follows the header. */
const MAGIC = /* @__PURE__ */ encodeUtf8('GOSSAMER');
const HEADER = 64;
const DIGEST_AT = 24;
const KEY_BYTES = 64;
const MAX_ABOUT = 1 << 24;

/** An entry as one piece: header, key, words, file. */
export async function encodeCompiledEntry(
  key: string,
  { onnx, about }: CompiledEntry,
  sha256: Sha256,
): Promise<Uint8Array> {
  const words = encodeUtf8(about);
  const bytes = new Uint8Array(HEADER + KEY_BYTES + words.length + onnx.length);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC, 0);
  view.setUint32(8, words.length, true);
  view.setFloat64(16, onnx.length, true);
  bytes.set(encodeUtf8(key), HEADER);
  bytes.set(words, HEADER + KEY_BYTES);
  bytes.set(onnx, HEADER + KEY_BYTES + words.length);
  bytes.set(await sha256(bytes.subarray(HEADER)), DIGEST_AT);
  return bytes;
}

/**
 * The entry kept under this key, the file a view of the bytes given; undefined where they are anything else: cut off, changed,
 * of another key, of another form.
 */
export async function decodeCompiledEntry(
  key: string,
  bytes: Uint8Array,
  sha256: Sha256,
): Promise<CompiledEntry | undefined> {
  if (bytes.length < HEADER + KEY_BYTES || MAGIC.some((byte, i) => bytes[i] !== byte)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER);
  const aboutBytes = view.getUint32(8, true);
  const total = HEADER + KEY_BYTES + aboutBytes + view.getFloat64(16, true);
  if (aboutBytes > MAX_ABOUT || total !== bytes.length) return undefined;
  const body = HEADER + KEY_BYTES;
  if (decodeUtf8(bytes.subarray(HEADER, body)) !== key) return undefined;
  const digest = hexOf(await sha256(bytes.subarray(HEADER)));
  if (digest !== hexOf(bytes.subarray(DIGEST_AT, DIGEST_AT + 32))) return undefined;
  const about = decodeUtf8(bytes.subarray(body, body + aboutBytes));
  return about === undefined ? undefined : { onnx: bytes.subarray(body + aboutBytes), about };
}
