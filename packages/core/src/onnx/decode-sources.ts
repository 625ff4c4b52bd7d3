// The values a file's graph starts from: initializers and inputs.

import { FormatError, GossamerError } from '../errors.js';
import { Constant, Parameter, Value } from '../ir/value.js';
import type { LazyTensor } from '../weights/lazy-tensor.js';
import type { DecodeState } from './decode-state.js';
import { decodeTensor, type StoredTensor } from './decode-tensor.js';
import { decodeType, mergeType } from './decode-type.js';
import type { GraphProto, NodeProto } from './gen/onnx_pb.js';
import { opName, staticNames } from './static-names.js';

/** Inputs of ops that hold measured statistics, not learned weights. */
const STATISTICS: Readonly<Record<string, readonly number[]>> = { BatchNormalization: [3, 4] };

/** Adds what the file stores: constants where shapes depend on them, otherwise parameters, whose weights it returns. */
export function addInitializers(
  state: DecodeState,
  file: GraphProto,
  nodes: readonly NodeProto[],
): Map<string, LazyTensor> {
  const weights = new Map<string, LazyTensor>();
  const { direct, feeding } = staticNames(nodes);
  const statistics = new Set(
    nodes.flatMap((node) => (STATISTICS[opName(node)] ?? []).map((index) => node.input[index])),
  );
  for (const message of file.initializer) {
    const { name } = message;
    if (name === '' || state.values.has(name)) {
      throw new FormatError(
        name === '' ? 'an initializer has no name' : `two initializers have the name "${name}"`,
      );
    }
    const tensor = attempt(state, `initializer`, name, () => decodeTensor(message, state.open));
    if (tensor === undefined) continue;
    const type = { dtype: tensor.dtype, shape: tensor.shape };
    if (direct.has(name) || (feeding.has(name) && isInteger(tensor))) {
      state.values.set(name, new Constant(type, tensor.data(), name));
      continue;
    }
    const parameter = new Parameter(type, name, statistics.has(name) ? 'statistic' : 'weight');
    state.values.set(name, state.graph.addParameter(parameter));
    weights.set(name, tensor.lazy());
  }
  return weights;
}

function isInteger({ dtype }: StoredTensor): boolean {
  return dtype === 'int64' || dtype === 'int32';
}

/** Adds the inputs that are not stored. */
export function addInputs(state: DecodeState, { input, initializer }: GraphProto): void {
  const stored = new Set(initializer.map(({ name }) => name));
  for (const info of input) {
    const { name } = info;
    const declared = attempt(state, 'input', name, () => decodeType(info));
    if (declared === undefined) continue;
    const { dtype, shape } = declared;
    const known = state.values.get(name);
    // Before IR version 4 initializers had to be inputs too.
    if (known !== undefined && stored.has(name)) mergeType(name, known.type, declared);
    else if (name === '' || known !== undefined)
      throw new FormatError(`the input name "${name}" is empty or taken`);
    else if (dtype === undefined || shape === undefined)
      lose(state, 'input', name, 'its dtype or rank is not declared');
    else state.values.set(name, state.graph.addInput(name, new Value({ dtype, shape })));
  }
}

/** The result, or undefined where it is not supported: then that is noted and the name counts as lost. */
function attempt<T>(state: DecodeState, what: string, name: string, make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof GossamerError) || error.code !== 'UNSUPPORTED_OP') throw error;
    lose(state, what, name, error.reason);
    return undefined;
  }
}

function lose(state: DecodeState, what: string, name: string, reason: string): void {
  state.unsupported.add(what, name, reason);
  state.lost.add(name);
}
