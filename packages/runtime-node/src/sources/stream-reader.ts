// Reads exact numbers of bytes from a stream of chunks.

export class StreamReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** Fewer bytes where the stream ends first. */
  async read(count: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(count);
    let done = 0;
    while (done < count && (await this.#more())) {
      const part = this.#take(count - done);
      bytes.set(part, done);
      done += part.length;
    }
    return bytes.subarray(0, done);
  }

  /** False where the stream ends first. */
  async skip(count: number): Promise<boolean> {
    let left = count;
    while (left > 0 && (await this.#more())) left -= this.#take(left).length;
    return left === 0;
  }

  #take(count: number): Uint8Array {
    const part = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(part.length);
    return part;
  }

  async #more(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#chunks.next();
      if (done) return false;
      this.#rest = value;
    }
    return true;
  }
}
