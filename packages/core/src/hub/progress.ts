// Progress of a download, of one file or several: loaded and total never go backwards.

export type DownloadPhase =
  /** Asking for commit, size and hash. */
  | 'resolve'
  | 'download'
  /** The bytes are here and have been compared with their hash. */
  | 'verify'
  | 'done';

export interface DownloadProgress {
  readonly phase: DownloadPhase;
  /** The file being worked on. */
  readonly file: string;
  /** Bytes that are here, of all files asked for. */
  readonly loaded: number;
  /** Bytes of all files asked for, as far as known. */
  readonly total: number;
  /** Whether nothing of this file had to be downloaded. */
  readonly fromCache: boolean;
}

export type OnProgress = (progress: DownloadProgress) => void;

/** Adds up files into events whose numbers only grow, also where a download has to start again. */
export class ProgressMeter {
  readonly #onProgress: OnProgress | undefined;
  readonly #sizes = new Map<string, number>();
  readonly #loaded = new Map<string, number>();
  #bestLoaded = 0;
  #bestTotal = 0;

  constructor(onProgress: OnProgress | undefined) {
    this.#onProgress = onProgress;
  }

  /** A file that will come; where all are told before the first byte, the total does not grow on the way. */
  expect(file: string, size: number | undefined): void {
    this.#sizes.set(file, size ?? 0);
  }

  report(phase: DownloadPhase, file: string, loaded: number, fromCache = false): void {
    this.#loaded.set(file, loaded);
    this.#bestLoaded = Math.max(this.#bestLoaded, sum(this.#loaded));
    this.#bestTotal = Math.max(this.#bestTotal, sum(this.#sizes), this.#bestLoaded);
    this.#onProgress?.({ phase, file, loaded: this.#bestLoaded, total: this.#bestTotal, fromCache });
  }
}

function sum(numbers: ReadonlyMap<string, number>): number {
  return [...numbers.values()].reduce((total, value) => total + value, 0);
}
