// NumPy's .npy files, format version 1.0 (numpy.lib.format): a header of text, then the elements in C order.

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0];
const ALIGNMENT = 64;

/** Element types by NumPy's names; little-endian. */
type NpyType = '<f4' | '|u1';

/** The bytes before the elements of an array of this type and shape; at least `least` of them. */
export function npyHeader(type: NpyType, shape: readonly number[], least = 0): Uint8Array {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': ${tuple}, }`;
  // Spaces and a line break, so that the elements start at a multiple of 64.
  const needed = Math.max(least, MAGIC.length + 2 + text.length + 1);
  const length = Math.ceil(needed / ALIGNMENT) * ALIGNMENT;
  const header = new Uint8Array(length).fill(0x20);
  header.set(MAGIC);
  new DataView(header.buffer).setUint16(MAGIC.length, length - MAGIC.length - 2, true);
  header.set(new TextEncoder().encode(text), MAGIC.length + 2);
  header[length - 1] = 0x0a;
  return header;
}

/** Whether these are the first bytes of a NumPy file, however few. */
export function beginsAsNpy(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, at) => at >= bytes.length || bytes[at] === byte);
}

/** The shape a header of `npyHeader` says for float32; undefined for any other beginning of a file. */
export function npyShape(header: Uint8Array): number[] | undefined {
  if (MAGIC.some((byte, at) => header[at] !== byte)) return undefined;
  const text = new TextDecoder().decode(header.subarray(MAGIC.length + 2));
  const [, sizes] =
    /^\{'descr': '<f4', 'fortran_order': False, 'shape': \(([\d, ]*)\), \} *\n$/.exec(text) ?? [];
  return sizes?.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
}

/** A whole file in chunks. */
export function npyChunks(data: Float32Array | Uint8Array, shape: readonly number[]): Uint8Array[] {
  return [npyHeader(data instanceof Float32Array ? '<f4' : '|u1', shape), bytesOf(data)];
}

/** The bytes of an array, not copied; every machine Node runs on is little-endian. */
export function bytesOf(data: Float32Array | Uint8Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
