// Model -> ONNX bytes: everything but the weights by the protobuf library, the weights streamed behind it.

import { create, toBinary } from '@bufbuild/protobuf';
import { AbortError, OptionError, WeightMismatchError } from '../errors.js';
import type { Graph } from '../ir/graph.js';
import type { Model } from '../ir/model.js';
import { formatType } from '../ir/tensor-type.js';
import type { Parameter } from '../ir/value.js';
import { type AbortSignalLike, type LazyTensor, tensorBytes } from '../weights/lazy-tensor.js';
import { carried } from './carried.js';
import { encodeGraph } from './encode-graph.js';
import { bytesOf, encodeTensorHeader } from './encode-tensor.js';
import { fieldHeader, frame, type Piece, piecesLength } from './framing.js';
import {
  GraphProtoSchema,
  ModelProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorProtoSchema,
} from './gen/onnx_pb.js';
import { PRODUCER } from './marks.js';
import { checkOpset, irVersionOf, opsetsOf } from './opset.js';

export interface EncodeOptions {
  /** Opset of the standard's operators; by default the higher of 18 and what the graph's ops need. */
  opset?: number;
  /** Program the file says it comes from; `gossamer` by default. */
  producer?: { readonly name: string; readonly version?: string };
  /** Free text about the model. */
  doc?: string;
  /** Stops between two tensors with an AbortError. */
  signal?: AbortSignalLike;
}

/** Field numbers of onnx.proto written by hand here. */
const MODEL_GRAPH = 7;
const GRAPH_INITIALIZER = 5;
const TENSOR_RAW_DATA = 9;

/** A protobuf message, and so an ONNX file without external data, is smaller than this. */
const LARGEST_FILE = 2 ** 31 - 1;

/**
 * The model as the bytes of an ONNX file. Parameters become initializers by their state-dict names,
 * constants become Constant nodes, `graph.metadata` becomes metadata_props. The same model and options
 * give the same bytes.
 *
 * @throws WeightMismatchError for parameters without data or with data of another type
 * @throws OptionError for an opset that an op of the graph does not have, or a file beyond 2 GB
 */
export async function encodeOnnx(
  model: Model,
  options: EncodeOptions = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces = modelPieces(model, options);
  const file = new Uint8Array(piecesLength(pieces));
  let offset = 0;
  for await (const chunk of readPieces(pieces, options.signal)) {
    file.set(chunk, offset);
    offset += chunk.length;
  }
  return file;
}

/**
 * The bytes of `encodeOnnx` in order, without ever holding more than one tensor: each is read when its
 * chunk is asked for, and chunks of tensors in memory are views of them.
 */
export function encodeOnnxChunks(
  model: Model,
  options: EncodeOptions = {},
): AsyncIterable<Uint8Array<ArrayBuffer>> {
  return readPieces(modelPieces(model, options), options.signal);
}

interface Weight {
  readonly parameter: Parameter;
  readonly tensor: LazyTensor;
}

function modelPieces(model: Model, options: EncodeOptions): readonly Piece<Weight>[] {
  const weights = weightsOf(model);
  const graph = toBinary(GraphProtoSchema, encodeGraph(model.graph));
  const initializers = weights.flatMap((weight) =>
    frame(GRAPH_INITIALIZER, tensorPieces(model.graph, weight)),
  );
  const pieces = [modelHeader(model, options), ...frame(MODEL_GRAPH, [graph, ...initializers])];
  const bytes = piecesLength(pieces);
  if (bytes <= LARGEST_FILE) return pieces;
  throw new OptionError(`the file would have ${bytes} bytes, ONNX files end at 2 GB`, {
    within: model.graph.name,
    hint: 'put the weights into a second file: encodeOnnxExternal',
  });
}

function modelHeader({ graph }: Model, options: EncodeOptions): Uint8Array<ArrayBuffer> {
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

function tensorPieces(graph: Graph, weight: Weight): readonly Piece<Weight>[] {
  const { type, name } = weight.parameter;
  const bytes = tensorBytes(weight.tensor);
  const kept = carried(graph, `tensor ${name}`, TensorProtoSchema);
  const header = toBinary(TensorProtoSchema, Object.assign(kept, { name, ...encodeTensorHeader(type) }));
  return [header, fieldHeader(TENSOR_RAW_DATA, bytes), { payload: weight, bytes }];
}

function weightsOf({ graph, weights }: Model): Weight[] {
  const wrong: string[] = [];
  const found = [...graph.params.values()].flatMap((parameter) => {
    const tensor = weights.get(parameter.name);
    if (tensor !== undefined && formatType(tensor) === formatType(parameter.type))
      return [{ parameter, tensor }];
    wrong.push(
      `${parameter.name}: ${tensor === undefined ? 'missing' : `${formatType(tensor)}, expected ${formatType(parameter.type)}`}`,
    );
    return [];
  });
  if (wrong.length === 0) return found;
  throw new WeightMismatchError(
    `${wrong.length} of ${graph.params.size} parameters have no data that fits: ${wrong.slice(0, 5).join('; ')}`,
    {
      within: graph.name,
      hint: 'load a checkpoint, or use seeded or random weights, before writing the file',
      details: { parameters: wrong },
    },
  );
}

async function* readPieces(
  pieces: readonly Piece<Weight>[],
  signal: AbortSignalLike | undefined,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for (const piece of pieces) {
    if (signal?.aborted) throw new AbortError();
    if (piece instanceof Uint8Array) {
      yield piece;
      continue;
    }
    const data = bytesOf(await piece.payload.tensor.read(signal));
    if (data.length !== piece.bytes) {
      throw new WeightMismatchError(`a tensor gave ${data.length} bytes, expected ${piece.bytes}`, {
        path: piece.payload.parameter.name,
      });
    }
    yield data;
  }
}
