// What a caller may choose about a written file.

import type { AbortSignalLike } from '../weights/lazy-tensor.js';

export interface EncodeOptions {
  /** Opset of the standard's operators; by default the higher of 18 and what the graph's ops need. */
  opset?: number;
  /** Program the file says it comes from; by default the one it was read from, or `gossamer`. */
  producer?: { readonly name: string; readonly version?: string };
  /** Free text about the model. */
  doc?: string;
  /** Stops between two tensors with an AbortError. */
  signal?: AbortSignalLike;
}
