// Writes length-delimited fields whose payload is not in memory yet: only its length has to be known.

/** Bytes that are ready, or a payload of known length to be read when its turn comes. */
export type Piece<T> = Uint8Array<ArrayBuffer> | { readonly payload: T; readonly bytes: number };

/** Tag and length of a length-delimited field; `bytes` of payload must follow. */
export function fieldHeader(field: number, bytes: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([...varint(field * 8 + 2), ...varint(bytes)]);
}

/** Total length of pieces. */
export function piecesLength(pieces: readonly Piece<unknown>[]): number {
  return pieces.reduce((sum, piece) => sum + (piece instanceof Uint8Array ? piece.length : piece.bytes), 0);
}

/** The pieces as one length-delimited field. */
export function frame<T>(field: number, pieces: readonly Piece<T>[]): readonly Piece<T>[] {
  return [fieldHeader(field, piecesLength(pieces)), ...pieces];
}

/** Base-128 digits, lowest first; numbers up to 2^53. */
export function varint(value: number): number[] {
  const digits: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) digits.push((rest % 128) + 128);
  return [...digits, rest];
}
