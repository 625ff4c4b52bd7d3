// Bytes -> the checked messages of an ONNX file.

import { fromBinary } from '@bufbuild/protobuf';
import { FormatError, GossamerError } from '../errors.js';
import { checkWire } from './check-wire.js';
import { type GraphProto, type ModelProto, ModelProtoSchema } from './gen/onnx_pb.js';
import { sniff } from './sniff.js';

export type OnnxFile = ModelProto & { graph: GraphProto };

/**
 * The file's messages; raw data are views of `bytes`.
 * @throws FormatError that says what the file looks like where it is not ONNX
 */
export function parseModel(bytes: Uint8Array): OnnxFile {
  const model = tryParse(bytes);
  if (hasGraph(model) && model.opsetImport.length > 0) return model;
  const missing = hasGraph(model) ? 'does not say its opset' : 'has no graph';
  throw notOnnx(bytes) ?? new FormatError(`the file ${missing}`, { hint: 'is it an ONNX model?' });
}

function hasGraph(model: ModelProto): model is OnnxFile {
  return model.graph !== undefined;
}

function tryParse(bytes: Uint8Array): ModelProto {
  try {
    checkWire(ModelProtoSchema, bytes);
    return fromBinary(ModelProtoSchema, bytes);
  } catch (error) {
    const known = notOnnx(bytes, error);
    if (known !== undefined) throw known;
    if (error instanceof GossamerError) throw error;
    throw new FormatError('the ONNX file cannot be read', { cause: error });
  }
}

function notOnnx(bytes: Uint8Array, cause?: unknown): FormatError | undefined {
  const found = sniff(bytes);
  if (found === undefined) return undefined;
  return new FormatError(`expected an ONNX model, found ${found}`, {
    hint: 'give the .onnx file itself',
    details: { found },
    cause,
  });
}
