// Model -> ONNX bytes and a second file with the large tensors.

import type { Model } from '../ir/model.js';
import { byteCount } from '../ir/tensor-type.js';
import type { EncodeOptions } from './encode-options.js';
import { checkLocation } from './external.js';
import { type Piece, piecesLength } from './framing.js';
import { modelPieces, type Place } from './model-pieces.js';
import { joinPieces, readPieces, type Weight, weightsOf } from './weights-of.js';

export interface ExternalDataOptions {
  /** Name of the second file, relative to the folder of the first. */
  readonly file: string;
  /** Tensors of at least so many bytes go there; 1024 by default. */
  readonly threshold?: number;
}

export interface ExternalOnnx {
  /** The .onnx file. */
  readonly model: Uint8Array<ArrayBuffer>;
  /** The second file. */
  readonly data: {
    readonly file: string;
    readonly bytes: number;
    /** Its bytes in order; each tensor is read when its chunk is asked for. */
    chunks(): AsyncIterable<Uint8Array<ArrayBuffer>>;
  };
}

/** Offsets are multiples of a page, so that runtimes can map the file into memory. */
const PAGE = 4096;

/**
 * Like `encodeOnnx`, with the large tensors in a second file that lies beside the first. This is the only
 * way to write networks of more than 2 GB.
 * @throws FormatError where the name of the file leaves the model's folder
 */
export async function encodeOnnxExternal(
  model: Model,
  options: EncodeOptions & { externalData: ExternalDataOptions },
): Promise<ExternalOnnx> {
  const { file, threshold = 1024 } = options.externalData;
  const location = checkLocation(file);
  const weights = weightsOf(model);
  const places = new Map<Weight, Place>();
  const data: Piece<Weight>[] = [];
  let end = 0;
  for (const weight of weights) {
    const length = byteCount(weight.parameter.type) as number;
    if (length < threshold) continue;
    const offset = Math.ceil(end / PAGE) * PAGE;
    if (offset > end) data.push(new Uint8Array(offset - end));
    data.push({ payload: weight, bytes: length });
    places.set(weight, { location, offset, length });
    end = offset + length;
  }
  const pieces = modelPieces(model.graph, weights, options, places);
  return {
    model: await joinPieces(pieces, options.signal),
    data: { file: location, bytes: piecesLength(data), chunks: () => readPieces(data, options.signal) },
  };
}
