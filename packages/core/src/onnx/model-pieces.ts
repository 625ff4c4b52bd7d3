// The parts of an ONNX file in order: messages ready made, and weights of which only the length is known yet.

import { OptionError } from '../errors.js';
import type { Graph } from '../ir/graph.js';
import { byteCount } from '../ir/tensor-type.js';
import { carried } from './carried.js';
import { encodeGraph } from './encode-graph.js';
import type { EncodeOptions } from './encode-options.js';
import { encodeTensorHeader } from './encode-tensor.js';
import { EXTERNAL, GRAPH, MODEL, type ModelMessage, TENSOR, type TensorMessage } from './forms.js';
import { fieldHeader, frame, type Piece, piecesLength } from './framing.js';
import { PRODUCER } from './marks.js';
import { checkOpset, irVersionOf, opsetsOf } from './opset.js';
import type { Weight } from './weights-of.js';
import { writeMessage } from './write-message.js';

/** Where a tensor lies in another file. */
export interface Place {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/** Field numbers of onnx.proto written by hand here. */
const MODEL_GRAPH = 7;
const GRAPH_INITIALIZER = 5;
const TENSOR_RAW_DATA = 9;

/** A protobuf message, and so an ONNX file without external data, is smaller than this. */
const LARGEST_FILE = 2 ** 31 - 1;

/**
 * @param places tensors that are kept in another file
 * @throws OptionError for an opset that an op does not have, or a file beyond 2 GB
 */
export function modelPieces(
  graph: Graph,
  weights: readonly Weight[],
  options: EncodeOptions,
  places: ReadonlyMap<Weight, Place> = new Map(),
): readonly Piece<Weight>[] {
  const header = modelHeader(graph, options);
  const rest = writeMessage(GRAPH, encodeGraph(graph));
  const initializers = weights.flatMap((weight) =>
    frame(GRAPH_INITIALIZER, tensorPieces(graph, weight, places.get(weight))),
  );
  const pieces = [header, ...frame(MODEL_GRAPH, [rest, ...initializers])];
  const bytes = piecesLength(pieces);
  if (bytes <= LARGEST_FILE) return pieces;
  throw new OptionError(`the file would have ${bytes} bytes, ONNX files end at 2 GB`, {
    within: graph.name,
    hint: 'put the weights into a second file: encodeOnnxExternal',
  });
}

function modelHeader(graph: Graph, options: EncodeOptions): Uint8Array<ArrayBuffer> {
  const opsets = opsetsOf(graph, checkOpset(options.opset));
  const kept: ModelMessage = carried(graph, 'model', 'ModelProto');
  const { name = kept.producerName || PRODUCER, version } = options.producer ?? {};
  return writeMessage(MODEL, {
    ...kept,
    irVersion: irVersionOf(opsets.get('') as number),
    producerName: name,
    ...(version !== undefined && { producerVersion: version }),
    ...(options.doc !== undefined && { docString: options.doc }),
    opsetImport: [...opsets].map(([domain, opset]) => ({ domain, version: opset })),
    metadataProps: [...graph.metadata].map(([key, value]) => ({ key, value })),
  });
}

function tensorPieces(graph: Graph, weight: Weight, place: Place | undefined): readonly Piece<Weight>[] {
  const { type, name } = weight.parameter;
  const message: TensorMessage = {
    ...carried(graph, `tensor ${name}`, 'TensorProto'),
    name,
    ...encodeTensorHeader(type),
  };
  if (place !== undefined) {
    const externalData = Object.entries(place).map(([key, value]) => ({ key, value: String(value) }));
    return [writeMessage(TENSOR, { ...message, dataLocation: EXTERNAL, externalData })];
  }
  const bytes = byteCount(type) as number;
  const header = writeMessage(TENSOR, message);
  return [header, fieldHeader(TENSOR_RAW_DATA, bytes), { payload: weight, bytes }];
}
