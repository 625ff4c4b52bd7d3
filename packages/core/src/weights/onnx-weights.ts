// The initializers of an ONNX file as a checkpoint; its graph, which may use any operator, is not decoded.

import { FormatError, GossamerError } from '../errors.js';
import { dtypeInfo } from '../ir/dtype.js';
import { decodeDims, decodeTensor, elementType } from '../onnx/decode-tensor.js';
import { externalRange } from '../onnx/external.js';
import { type TensorProto, TensorProto_DataLocation } from '../onnx/gen/onnx_pb.js';
import { parseModel } from '../onnx/parse-model.js';
import { type ByteSource, readRange } from './byte-source.js';
import { type Checkpoint, type CheckpointTensor, rangeTensor, unreadableTensor } from './checkpoint.js';
import { plainName } from './quote.js';
import type { OpenSibling } from './safetensors/sharded.js';

/**
 * Opens an ONNX file for its weights, by the names of its initializers. The file itself is read whole;
 * external data are ranges read when a tensor is.
 *
 * @param open gives the files of external data, by a checked path relative to the model's folder
 * @throws FormatError where the file is not ONNX, contradicts itself, or has external data and no `open`
 */
export async function readOnnxWeights(source: ByteSource, open?: OpenSibling): Promise<Checkpoint> {
  const within = source.name;
  const { graph, metadataProps } = parseModel(await readRange(source, 0, source.size));
  const files = new Map<string, ByteSource>();
  const tensors = new Map<string, CheckpointTensor>();
  for (const message of graph.initializer) {
    const { name } = message;
    if (tensors.has(name))
      throw new FormatError('two initializers have this name', { path: plainName(name), within });
    const external = message.dataLocation === TensorProto_DataLocation.EXTERNAL;
    tensors.set(
      name,
      external ? await externalTensor(message, within, files, open) : inlineTensor(message, within),
    );
  }
  const metadata = new Map(metadataProps.map(({ key, value }) => [key, value]));
  return { format: 'onnx', source: within, tensors, metadata, other: [], notes: [] };
}

function inlineTensor(message: TensorProto, within: string): CheckpointTensor {
  const foreign = foreignTensor(message, within);
  if (foreign !== undefined) return foreign;
  const { dtype, shape, data } = decodeTensor(message, (location) => {
    throw new FormatError(`tensors are in another file, "${location}"`, { within });
  });
  return { dtype, shape, read: async () => data() };
}

async function externalTensor(
  message: TensorProto,
  within: string,
  files: Map<string, ByteSource>,
  open: OpenSibling | undefined,
): Promise<CheckpointTensor> {
  const foreign = foreignTensor(message, within);
  if (foreign !== undefined) return foreign;
  const path = plainName(message.name);
  const { location, offset, length } = externalRange(message);
  const type = { dtype: elementType(message.dataType, path), shape: decodeDims(message.dims, path) };
  const bytes = type.shape.reduce((count, size) => count * size, dtypeInfo(type.dtype).bytes);
  const file = files.get(location) ?? (await open?.(location));
  if (file === undefined) {
    throw new FormatError(`its data are in another file, "${location}"`, {
      path,
      within,
      hint: 'open the folder, not the bytes',
    });
  }
  files.set(location, file);
  if ((length ?? bytes) !== bytes || offset + bytes > file.size) {
    throw new FormatError(`needs ${bytes} bytes at ${offset} of "${location}", which has ${file.size}`, {
      path,
      within,
    });
  }
  return rangeTensor(file, offset, offset + bytes, type);
}

/** A tensor of an element type that is listed and not read. */
function foreignTensor({ name, dataType, dims }: TensorProto, within: string): CheckpointTensor | undefined {
  const path = plainName(name);
  try {
    elementType(dataType, path);
    return undefined;
  } catch (error) {
    if (!(error instanceof GossamerError) || error.code !== 'UNSUPPORTED_OP') throw error;
    return unreadableTensor(error.reason.replace(/^tensors of /, ''), decodeDims(dims, path), {
      path,
      within,
    });
  }
}
