// A queue that runs one task at a time, in order of arrival.

import { type AbortSource, abortError } from './abort.js';

interface Job {
  /** Runs the task; resolves once it is over, whatever its outcome. */
  start(): Promise<void>;
}

export class SerialQueue {
  readonly #waiting: Job[] = [];
  #busy = false;

  /**
   * The task's result. Where the signal fires first the promise is rejected at once: a waiting task never
   * starts, a running one is left to itself and the next one starts when it is over.
   */
  run<T>(task: () => Promise<T>, signal?: AbortSource, what = 'the task'): Promise<T> {
    if (signal === undefined && !this.#busy) return this.#runNow(task);
    return new Promise<T>((resolve, reject) => {
      if (signal?.aborted) return reject(abortError(signal, what));
      const onAbort = (): void => {
        const place = this.#waiting.indexOf(job);
        if (place >= 0) this.#waiting.splice(place, 1);
        signal?.removeEventListener('abort', onAbort);
        reject(abortError(signal as AbortSource, what));
      };
      const job: Job = {
        start: async () => {
          try {
            resolve(await task());
          } catch (error) {
            reject(error);
          } finally {
            signal?.removeEventListener('abort', onAbort);
          }
        },
      };
      signal?.addEventListener('abort', onAbort);
      this.#waiting.push(job);
      void this.#drain();
    });
  }

  /** Nothing waits and nothing may stop it. */
  async #runNow<T>(task: () => Promise<T>): Promise<T> {
    this.#busy = true;
    try {
      return await task();
    } finally {
      this.#busy = false;
      void this.#drain();
    }
  }

  async #drain(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    for (let job = this.#waiting.shift(); job !== undefined; job = this.#waiting.shift()) await job.start();
    this.#busy = false;
  }
}
