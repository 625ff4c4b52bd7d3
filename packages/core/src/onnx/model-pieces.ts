// The parts of an ONNX file in order: messages ready made, and weights of which only the length is known yet.

import { create, toBinary } from '@bufbuild/protobuf';
import { OptionError } from '../errors.js';
import type { Graph } from '../ir/graph.js';
import { byteCount } from '../ir/tensor-type.js';
import { carried } from './carried.js';
import { encodeGraph } from './encode-graph.js';
import type { EncodeOptions } from './encode-options.js';
import { encodeTensorHeader } from './encode-tensor.js';
import { fieldHeader, frame, type Piece, piecesLength } from './framing.js';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorProto_DataLocation,
  TensorProtoSchema,
} from './gen/onnx_pb.js';
import { PRODUCER } from './marks.js';
import { checkOpset, irVersionOf, opsetsOf } from './opset.js';
import type { Weight } from './weights-of.js';

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
  const rest = toBinary(GraphProtoSchema, encodeGraph(graph));
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
  const message = Object.assign(carried(graph, 'model', ModelProtoSchema), {
    irVersion: BigInt(irVersionOf(opsets.get('') as number)),
    opsetImport: [...opsets].map(([domain, opset]) =>
      create(OperatorSetIdProtoSchema, { domain, version: BigInt(opset) }),
    ),
    metadataProps: [...graph.metadata].map(([key, value]) =>
      create(StringStringEntryProtoSchema, { key, value }),
    ),
  });
  const { name, version } = options.producer ?? {};
  if (name !== undefined || message.producerName === '') message.producerName = name ?? PRODUCER;
  if (version !== undefined) message.producerVersion = version;
  if (options.doc !== undefined) message.docString = options.doc;
  return toBinary(ModelProtoSchema, message);
}

function tensorPieces(graph: Graph, weight: Weight, place: Place | undefined): readonly Piece<Weight>[] {
  const { type, name } = weight.parameter;
  const message = Object.assign(carried(graph, `tensor ${name}`, TensorProtoSchema), {
    name,
    ...encodeTensorHeader(type),
  });
  if (place !== undefined) {
    message.dataLocation = TensorProto_DataLocation.EXTERNAL;
    message.externalData = Object.entries(place).map(([key, value]) =>
      create(StringStringEntryProtoSchema, { key, value: String(value) }),
    );
    return [toBinary(TensorProtoSchema, message)];
  }
  const bytes = byteCount(type) as number;
  const header = toBinary(TensorProtoSchema, message);
  return [header, fieldHeader(TENSOR_RAW_DATA, bytes), { payload: weight, bytes }];
}
