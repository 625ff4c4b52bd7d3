// Says what bytes that are not ONNX look like.

/** Signatures at the start of a file. */
const SIGNATURES: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x89, 0x50, 0x4e, 0x47], 'a PNG picture'],
  [[0xff, 0xd8, 0xff], 'a JPEG picture'],
  [[0x47, 0x49, 0x46, 0x38], 'a GIF picture'],
  [[0x52, 0x49, 0x46, 0x46], 'a RIFF file (WebP, WAV)'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive (PyTorch checkpoints are zip archives)'],
  [[0x1f, 0x8b], 'a gzip file'],
  [[0x89, 0x48, 0x44, 0x46], 'an HDF5 file (Keras weights)'],
  [[0x80, 0x02], 'a Python pickle (an old PyTorch checkpoint)'],
  [[0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59], 'a NumPy array'],
  [[0x7f, 0x45, 0x4c, 0x46], 'a program or library'],
  [[0x00, 0x61, 0x73, 0x6d], 'a WebAssembly module'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF document'],
];

/** What these bytes seem to be, undefined where nothing is recognised. */
export function sniff(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'an empty file';
  const known = SIGNATURES.find(([signature]) => startsWith(bytes, signature, 0));
  if (known !== undefined) return known[1];
  if (startsWith(bytes, [0x7b, 0x22], 8)) return 'a safetensors file (weights without a network)';
  if (startsWith(bytes, [0x54, 0x46, 0x4c, 0x33], 4)) return 'a TensorFlow Lite model';
  if (startsWith(bytes, [0x4f, 0x52, 0x54, 0x4d], 4)) return "a model in onnxruntime's own ORT format";
  return isText(bytes.subarray(0, 512)) ? 'text' : undefined;
}

function startsWith(bytes: Uint8Array, signature: readonly number[], offset: number): boolean {
  return signature.every((byte, index) => bytes[offset + index] === byte);
}

/** No control characters but white space; bytes from 128 on may be UTF-8. */
function isText(bytes: Uint8Array): boolean {
  return bytes.every((byte) => (byte >= 32 && byte !== 127) || byte === 9 || byte === 10 || byte === 13);
}
