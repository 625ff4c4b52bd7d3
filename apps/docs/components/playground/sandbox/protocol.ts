// What page and sandbox say to each other. All of it is plain data: the program on the other side is not trusted.

import type { Boxes } from '../../figures/graph-boxes.js';

/** A program to evaluate, as JavaScript. */
export interface Start {
  readonly code: string;
}

export type Order = { readonly order: 'run' | 'onnx' | 'safetensors' };

/** An error of the program. */
export interface PlacedError {
  /** `ShapeError`, `TypeError`, ... */
  readonly name: string;
  readonly message: string;
  /** Of a GossamerError. */
  readonly code?: string;
  readonly hint?: string;
  /** What explains the code, below the site's address. */
  readonly docs?: string;
  /** Places in the program's JavaScript, innermost first; lines and columns from 1. */
  readonly frames: readonly { readonly line: number; readonly column: number }[];
}

/** What a scope of the network costs for one picture, everything in it together. */
interface ScopeReport {
  /** Empty for the whole network. */
  readonly path: string;
  readonly nodes: number;
  readonly params: number;
  readonly macs: number;
  /** Read and written. */
  readonly bytes: number;
}

export interface Port {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

export interface NetworkReport {
  readonly name: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly params: number;
  readonly macs: number;
  readonly activations: number;
  /** Most bytes of activations alive at a time. */
  readonly peakBytes: number;
  /** Down to two levels of names, in order. */
  readonly scopes: readonly ScopeReport[];
  /** To be drawn. */
  readonly boxes: Boxes;
}

export interface RunOutput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Numbers that are NaN or infinite. */
  readonly broken: number;
  /** The highest values and their places, for outputs [1, classes]. */
  readonly top: readonly { readonly index: number; readonly value: number }[];
}

export interface RunReport {
  readonly outputs: readonly RunOutput[];
  readonly compileMs: number;
  readonly firstMs: number;
  /** Median of the runs after the first. */
  readonly medianMs: number;
  readonly runs: number;
}

export type Answer =
  | { readonly kind: 'network'; readonly report: NetworkReport }
  | { readonly kind: 'run'; readonly report: RunReport }
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'error'; readonly error: PlacedError };
