// What the page and its worker say to each other, as structured clones.

import { type DType, symbolicDim, type Tensor } from '@gossamer/core';
import type { Feeds, TensorInfo } from '@gossamer/core/runtime';
import { isGrabbed } from '../feeds.js';
import type { SessionRequest } from '../ort-session.js';

export type Request =
  | { readonly kind: 'load'; readonly session: number; readonly request: SessionRequest }
  | {
      readonly kind: 'run';
      readonly session: number;
      readonly feeds: Feeds;
      readonly outputs: readonly string[];
    }
  | { readonly kind: 'release'; readonly session: number };

/** What each kind of request gives. */
export interface Results {
  load: { readonly inputs: readonly PlainInfo[]; readonly outputs: readonly PlainInfo[] };
  run: Record<string, Tensor>;
  release: undefined;
}

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly fault: PlainFault }
  | Held;

/** The worker holds the lock of this name for as long as it lives. */
export interface Held {
  readonly lock: string;
}

/** A TensorInfo whose named sizes are text. */
export interface PlainInfo {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly (number | string)[];
}

/** An error of ours, without its prototype. */
export interface PlainFault {
  readonly code: string;
  readonly reason: string;
  readonly hint?: string | undefined;
  /** The GPU is gone: a new worker may find it again. */
  readonly deviceLost: boolean;
  /** onnxruntime did not start: it does not try a second time in the same worker. */
  readonly notStarted: boolean;
}

export function plainInfo({ name, dtype, shape }: TensorInfo): PlainInfo {
  return { name, dtype, shape: shape.map((dim) => (typeof dim === 'number' ? dim : dim.key)) };
}

export function tensorInfo({ name, dtype, shape }: PlainInfo): TensorInfo {
  return { name, dtype, shape: shape.map((dim) => (typeof dim === 'number' ? dim : symbolicDim(dim))) };
}

/** Copies whose buffers may be given away: the caller keeps its own. Pictures are cloned by the message. */
export function copyFeeds(feeds: Feeds): { feeds: Feeds; buffers: ArrayBuffer[] } {
  const copies: Record<string, Tensor> = {};
  const buffers: ArrayBuffer[] = [];
  for (const [name, tensor] of Object.entries(feeds)) {
    if (isGrabbed(tensor)) {
      copies[name] = tensor;
      continue;
    }
    const data = tensor.data.slice();
    copies[name] = { dtype: tensor.dtype, shape: tensor.shape, data };
    buffers.push(data.buffer as ArrayBuffer);
  }
  return { feeds: copies, buffers };
}
