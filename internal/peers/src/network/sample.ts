// What contestants and the one who times them tell each other, over the pipe between two processes.

/** Which network, and how it is to be run. Files were made by `prepareFiles`. */
export interface Entry {
  readonly kind: 'onnxruntime' | 'tfjs' | 'transformers' | 'wasm-module';
  /** For people. */
  readonly label: string;
  /** An ONNX file, or the folder that transformers.js opens or that is a module. */
  readonly path: string;
}

/** One run: wall time, and the processor time of the whole process. */
export interface Sample {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** How a network is opened: the input is `seededInput('pixel_values', shape)`. */
export interface Contestant {
  /** Of what runs it: `onnxruntime-node 1.30.0`. */
  readonly engine: string;
  /** One run on one thread; the numbers of its first output. */
  run(): Promise<Float32Array>;
}

export type Request = { readonly runs: number };

export type Reply =
  | { readonly ready: { readonly engine: string; readonly output: readonly number[] } }
  | { readonly samples: readonly Sample[] }
  | { readonly failed: string };
