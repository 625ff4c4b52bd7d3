// The text of `index.d.ts`.

import type { CompiledNetwork, Port } from '../compile/compile.js';

export function declarations({ inputs, outputs }: CompiledNetwork, hasPictures: boolean): string {
  const record = (ports: readonly Port[]): string =>
    `{ ${ports.map(({ name, shape }) => `/** [${shape}] */ ${JSON.stringify(name)}: Float32Array`).join('; ')} }`;
  const picture = hasPictures
    ? `
/** Pixels, as ImageData has them (RGBA bytes, or RGB), resampled and normalised to the network's input. */
export declare function fromImageData(image: {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}): Float32Array;
`
    : '';
  return `export interface Port {
  readonly name: string;
  readonly shape: readonly number[];
  readonly address: number;
}

export type Inputs = ${record(inputs)};
export type Outputs = ${record(outputs)};

/** Computes one picture, at once. */
export type Network = (feeds: Inputs) => Outputs;

export interface LoadOptions {
  /** Where modules cannot be fetched: one of the compiled \`.wasm\` files. */
  module?: WebAssembly.Module;
  /** The bytes of the weights' file, or a response with them. */
  weights?: Uint8Array | ArrayBuffer | Response;
}

export declare const inputs: readonly Port[];
export declare const outputs: readonly Port[];

/** Whether this engine takes the module of relaxed SIMD. */
export declare function hasRelaxedSimd(): boolean;

/** Fetches and compiles what lies beside this file, or takes what it is given. */
export declare function load(options?: LoadOptions): Promise<Network>;
${picture}`;
}
