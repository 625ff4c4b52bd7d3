// Pictures as they are done: progress, failures, and what it came to.

import { ImageError } from '@gossamer/core';
import { formatDecimal } from '../format/numbers.js';
import { isFailure, type PictureAnswer, type PictureFailure } from '../pipeline/run-pictures.js';
import type { Output } from './output.js';

export class PictureTally {
  readonly #total: number;
  readonly #output: Output;
  readonly #started = performance.now();
  #done = 0;
  #failed = 0;

  constructor(total: number, output: Output) {
    this.#total = total;
    this.#output = output;
  }

  /** True once every picture has failed. */
  get allFailed(): boolean {
    return this.#total > 0 && this.#failed === this.#total;
  }

  /** Passes results on, showing progress, and each failure at once. @throws ImageError at the end where all have failed */
  async *follow<T extends PictureAnswer | PictureFailure>(results: AsyncIterable<T>): AsyncGenerator<T> {
    for await (const result of results) {
      this.#done++;
      if (isFailure(result)) this.#fail(result);
      this.#output.progress(`${this.#done}/${this.#total} pictures, ${this.#rate()} images/s`);
      yield result;
    }
    if (this.allFailed) throw new ImageError(`none of the ${this.#total} pictures could be read`);
  }

  /** A closing note. */
  finish(): void {
    const pictures = `${this.#total} picture${this.#total === 1 ? '' : 's'}`;
    const failed = this.#failed === 0 ? '' : `, ${this.#failed} failed`;
    this.#output.note(`${pictures}${failed}, ${this.#rate()} images/s`);
  }

  #fail({ image, error }: PictureFailure): void {
    const place = error.message.includes(image) ? '' : `${image}: `;
    this.#failed++;
    this.#output.warn(`${place}${error.name} (${error.code}): ${error.message}`);
  }

  #rate(): string {
    return formatDecimal((this.#done * 1000) / (performance.now() - this.#started));
  }
}

/** A failure in JSON. */
export function failureDocument({ image, error }: PictureFailure): object {
  const { code, reason, hint } = error;
  return { image, error: { code, message: reason, hint } };
}
