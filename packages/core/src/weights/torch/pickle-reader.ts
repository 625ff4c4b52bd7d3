// A cursor over the bytes of a pickle.

import { FormatError } from '../../errors.js';
import { hexOf } from '../../hex-of.js';
import { decodeUtf8 } from '../utf8.js';

/** Thrown where the bytes end inside a pickle; a caller that has more bytes may try again. */
export class TruncatedPickle extends FormatError {}

const MAX_LINE = 1024;
const MAX_INTEGER = 256;

export class PickleReader {
  readonly #view: DataView;
  position = 0;

  constructor(
    readonly bytes: Uint8Array,
    readonly within: string,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  int32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  uint32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** Big-endian, the only such number in a pickle. */
  float64(): number {
    return this.#view.getFloat64(this.#advance(8), false);
  }

  /** A length of 64 bits. */
  length64(): number {
    const length = this.#view.getBigUint64(this.#advance(8), true);
    if (length > this.bytes.length) throw this.#truncated();
    return Number(length);
  }

  /** A copy, so that no value keeps the whole pickle in memory. */
  copy(length: number): Uint8Array {
    const start = this.#advance(length);
    return new Uint8Array(this.bytes.subarray(start, start + length));
  }

  text(length: number): string {
    const start = this.#advance(length);
    const text = decodeUtf8(this.bytes.subarray(start, start + length));
    if (text === undefined) throw this.fault('a text is not UTF-8');
    return text;
  }

  /** Text up to the next newline. */
  line(): string {
    const end = this.bytes.indexOf(10, this.position);
    if (end < 0 && this.bytes.length - this.position <= MAX_LINE) throw this.#truncated();
    if (end < 0 || end - this.position > MAX_LINE) throw this.fault('a name is too long');
    const text = this.text(end - this.position);
    this.position++;
    return text;
  }

  /** A two's-complement integer, least significant byte first. */
  integer(length: number): number | bigint {
    if (length > MAX_INTEGER) {
      throw this.fault(`an integer of ${length} bytes is over the bound of ${MAX_INTEGER}`);
    }
    const signed = BigInt.asIntN(length * 8, BigInt(`0x0${hexOf(this.copy(length).reverse())}`));
    return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
  }

  fault(reason: string): FormatError {
    return new FormatError(`not a readable pickle: ${reason} (byte ${this.position})`, {
      within: this.within,
      details: { position: this.position },
    });
  }

  #advance(length: number): number {
    const start = this.position;
    if (start + length > this.bytes.length) throw this.#truncated();
    this.position += length;
    return start;
  }

  #truncated(): TruncatedPickle {
    return new TruncatedPickle(`not a readable pickle: it ends too early (byte ${this.position})`, {
      within: this.within,
      hint: 'the file is truncated or damaged; download or copy it again',
    });
  }
}
