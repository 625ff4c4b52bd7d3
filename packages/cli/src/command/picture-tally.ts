// Pictures as they are done: progress, failures, and what it came to.

import { ImageError } from '@gossamer/core';
import { formatDecimal } from '../format/numbers.js';
import { isFailure, type PictureAnswer, type PictureFailure } from '../pipeline/run-pictures.js';
import type { PictureRow } from '../pipeline/write-rows.js';
import type { Output } from './output.js';

export class PictureTally {
  readonly #total: number | undefined;
  readonly #output: Output;
  readonly #started = performance.now();
  #done = 0;
  #failed = 0;

  /** @param total undefined where nobody knows how many there are */
  constructor(total: number | undefined, output: Output) {
    this.#total = total;
    this.#output = output;
  }

  /** Pictures so far. */
  get done(): number {
    return this.#done;
  }

  /** True once every picture has failed. */
  get allFailed(): boolean {
    return this.#done > 0 && this.#failed === this.#done && this.#done >= (this.#total ?? 0);
  }

  /** Passes results on, showing progress, and each failure at once. @throws ImageError at the end where all have failed */
  async *follow<T extends PictureAnswer | PictureFailure>(results: AsyncIterable<T>): AsyncGenerator<T> {
    for await (const result of results) {
      this.#done++;
      if (isFailure(result)) this.#fail(result);
      this.#output.progress(
        `${this.#count()} pictures, ${formatDecimal(this.#rate())} images/s${this.#left()}`,
      );
      yield result;
    }
    if (this.allFailed) throw new ImageError(`none of the ${this.#done} pictures could be read`);
  }

  /** A closing note. */
  finish(): void {
    const pictures = `${this.#done} picture${this.#done === 1 ? '' : 's'}`;
    const failed = this.#failed === 0 ? '' : `, ${this.#failed} failed`;
    this.#output.note(`${pictures}${failed}, ${formatDecimal(this.#rate())} images/s`);
  }

  #fail({ image, error }: PictureFailure): void {
    const place = error.message.includes(image) ? '' : `${image}: `;
    this.#failed++;
    this.#output.warn(`${place}${error.name} (${error.code}): ${error.message}`);
  }

  #count(): string {
    return this.#total === undefined ? String(this.#done) : `${this.#done}/${this.#total}`;
  }

  /** Time left, where it is worth telling. */
  #left(): string {
    const seconds = ((this.#total ?? this.#done) - this.#done) / this.#rate();
    if (!(seconds >= 1)) return '';
    const [minutes, rest] = [Math.floor(seconds / 60), Math.round(seconds % 60)];
    return `, ${minutes > 0 ? `${minutes} min ` : ''}${rest} s left`;
  }

  /** Pictures a second. */
  #rate(): number {
    return (this.#done * 1000) / (performance.now() - this.#started);
  }
}

/** A failure as a row. */
export function failureRow({ image, error: { code, reason, hint } }: PictureFailure): PictureRow {
  const error = { code, message: reason, hint };
  return { image, error, document: { image, error } };
}
