// Model -> ONNX bytes, the weights streamed behind everything else. A module of the package by itself: the reader is larger.

import type { Model } from '../ir/model.js';
import type { EncodeOptions } from './encode-options.js';
import { modelPieces } from './model-pieces.js';
import { joinPieces, readPieces, weightsOf } from './weights-of.js';

/**
 * The model as the bytes of an ONNX file. Parameters become initializers by their state-dict names,
 * constants become Constant nodes, `graph.metadata` becomes metadata_props. The same model and options
 * give the same bytes.
 *
 * @throws WeightMismatchError for parameters without data or with data of another type
 * @throws OptionError for an opset that an op of the graph does not have, or a file beyond 2 GB
 * @throws GraphError where an input, parameter and output share a name
 */
export async function encodeOnnx(
  model: Model,
  options: EncodeOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  return joinPieces(modelPieces(model.graph, weightsOf(model), options), options.signal);
}

/**
 * The bytes of `encodeOnnx` in order, without ever holding more than one tensor: each is read when its
 * chunk is asked for, and chunks of tensors in memory are views of them.
 */
export function encodeOnnxChunks(
  model: Model,
  options: EncodeOptions = {},
): AsyncIterable<Uint8Array<ArrayBuffer>> {
  return readPieces(modelPieces(model.graph, weightsOf(model), options), options.signal);
}
