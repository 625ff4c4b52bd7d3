// Buffers: pieces of the module's memory, placed when the whole network is known.

/** Where a buffer's bytes come from, and so where it is placed. */
export type BufferContent =
  /** Written and read by the network; shares memory with others that live at other times. */
  | { readonly kind: 'activation' }
  /** Packed when the network is loaded. */
  | { readonly kind: 'weight'; pack(): Promise<Float32Array>; readonly panels?: Panels | 'bytes' | undefined }
  /** 32-bit words known once everything is placed. */
  | { readonly kind: 'table'; readonly words: readonly Argument[] }
  /** Zeros that nobody writes. */
  | { readonly kind: 'zeros' }
  /** What kernels and barriers keep for themselves. */
  | { readonly kind: 'scratch' };

/** Weights that are panels (`bytes` where they hold other things than floats), each a row of biases and then `rows` of weights, one for each of its channels. */
export interface Panels {
  readonly count: number;
  readonly rows: number;
  /** Channels of a panel. */
  readonly lanes: number;
}

export class Buffer {
  /** The place inside another buffer, where it has no memory of its own. */
  parent: Address | undefined;
  #place: number | undefined;

  #bytes: number;

  constructor(
    bytes: number,
    readonly content: BufferContent,
  ) {
    this.#bytes = bytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Makes it at least this large; before it is placed. */
  grow(bytes: number): void {
    this.#bytes = Math.max(this.#bytes, aligned(bytes));
  }

  static activation(bytes: number): Buffer {
    return new Buffer(bytes, { kind: 'activation' });
  }

  /** The buffer that has memory of its own, and where in it this one starts. */
  get root(): Address {
    if (this.parent === undefined) return { buffer: this, offset: 0 };
    const { buffer, offset } = this.parent.buffer.root;
    return { buffer, offset: offset + this.parent.offset };
  }

  at(offset: number): Address {
    return { buffer: this, offset };
  }

  place(address: number): void {
    this.#place = address;
  }

  get address(): number {
    const { buffer, offset } = this.root;
    if (buffer.#place === undefined) throw new Error('a buffer is read before it is placed');
    return buffer.#place + offset;
  }
}

export interface Address {
  readonly buffer: Buffer;
  readonly offset: number;
}

/** The distance from one address to another. */
interface Distance {
  readonly from: Address;
  readonly to: Address;
}

export type Argument = number | Address | Distance;

/** The 32 bits an argument comes to once buffers are placed. */
export function resolve(argument: Argument): number {
  if (typeof argument === 'number') return argument;
  if ('from' in argument) return resolve(argument.to) - resolve(argument.from);
  return argument.buffer.address + argument.offset;
}

/** Bytes rounded up to whole vectors. */
export function aligned(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}
