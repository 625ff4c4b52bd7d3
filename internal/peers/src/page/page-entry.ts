// What the page and the one who asks it tell each other.

/** Who runs in a page. */
export type PageContestant =
  | 'gossamer-wasm'
  | 'gossamer-worker'
  | 'gossamer-module'
  | 'gossamer-webgpu'
  | 'onnxruntime'
  | 'transformers-wasm'
  | 'transformers-webgpu'
  | 'tfjs';

export interface PageFunctions {
  /** Loads the network and runs it once: the numbers of its output. */
  open(name: PageContestant, shape: readonly number[]): Promise<readonly number[]>;
  /** Milliseconds of the quickest of so many runs: a page has no clock of its processor time, and neighbours only slow it. */
  measure(name: PageContestant, runs: number): Promise<number>;
}
