// ONNX bytes -> model.

import { FormatError } from '../errors.js';
import { Graph } from '../ir/graph.js';
import type { Model } from '../ir/model.js';
import type { Value } from '../ir/value.js';
import { carryRest } from './carry-rest.js';
import { decodeNode } from './decode-node.js';
import { addInitializers, addInputs } from './decode-sources.js';
import type { DecodeState } from './decode-state.js';
import { decodeType, mergeType } from './decode-type.js';
import type { ExternalFile, OpenExternal } from './external.js';
import type { GraphProto, NodeProto, ValueInfoProto } from './gen/onnx_pb.js';
import { ALIAS_NODE } from './marks.js';
import { NEWEST_OPSET } from './opset.js';
import { orderNodes } from './order-nodes.js';
import { type OnnxFile, parseModel } from './parse-model.js';
import { firstRepeated } from './repeated.js';
import { isStandard } from './static-names.js';
import { UnsupportedList } from './unsupported.js';

export interface DecodeOptions {
  /** Opens files that hold tensors outside the model, by their checked location in the model's folder. */
  external?: OpenExternal;
}

/**
 * The graph and weights of an ONNX file. Initializers become parameters and weights that view `bytes`
 * (which must not change afterwards), except for those that shapes depend on: these become constants, as
 * do Constant nodes. Types are inferred; what cannot be is taken from the file's declarations.
 *
 * @throws FormatError for files that are damaged, contradict themselves or are not ONNX
 * @throws UnsupportedOpError that lists everything the file uses that is not supported in `details.ops`
 */
export function decodeOnnx(bytes: Uint8Array, options: DecodeOptions = {}): Model {
  const file = parseModel(bytes);
  const state = newState(file, options);
  const nodes = orderNodes(file.graph.node, knownNames(file.graph));
  noteUnsupported(state, file);
  const weights = addInitializers(state, file.graph, nodes);
  addInputs(state, file.graph);
  const aliases = aliasNodes(nodes, file.graph);
  for (const node of nodes) {
    if (aliases.has(node)) addAlias(state, node);
    else decodeNode(state, node);
  }
  state.unsupported.throwIfAny(state.graph.name);
  addOutputs(state, file.graph);
  carryRest(state, file);
  return { graph: state.graph, weights };
}

function newState(file: OnnxFile, options: DecodeOptions): DecodeState {
  const graph = new Graph(file.graph.name);
  for (const { key, value } of file.metadataProps) graph.metadata.set(key, value);
  const files = new Map<string, ExternalFile>();
  return {
    graph,
    values: new Map(),
    lost: new Set(),
    declared: new Map([...file.graph.valueInfo, ...file.graph.output].map((info) => [info.name, info])),
    opsets: new Map(
      file.opsetImport.map(({ domain, version }) => [isStandard(domain) ? '' : domain, Number(version)]),
    ),
    unsupported: new UnsupportedList(),
    open(location) {
      const opened = files.get(location) ?? openFile(location, options.external);
      files.set(location, opened);
      return opened;
    },
    sources: new Map(),
  };
}

function openFile(location: string, open: OpenExternal | undefined): ExternalFile {
  if (open !== undefined) return open(location);
  throw new FormatError(`tensors are in another file, "${location}"`, {
    hint: 'decodeOnnx(bytes, { external: (location) => ... }) says how to read it',
  });
}

function noteUnsupported({ unsupported, opsets }: DecodeState, file: OnnxFile): void {
  const opset = opsets.get('');
  if (opset !== undefined && opset > NEWEST_OPSET) {
    unsupported.add(`opset ${opset}`, '', `the newest known is ${NEWEST_OPSET}`);
  }
  for (const { name, domain } of file.functions) unsupported.add('functions', `${domain}.${name}`);
  for (const { values } of file.graph.sparseInitializer)
    unsupported.add('sparse initializers', values?.name ?? '');
}

function knownNames({ input, initializer }: GraphProto): ReadonlySet<string> {
  return new Set([...input, ...initializer].map(({ name }) => name));
}

/** The nodes that encoding added to give an output another name. */
function aliasNodes(nodes: readonly NodeProto[], file: GraphProto): ReadonlySet<NodeProto> {
  const read = new Set(nodes.flatMap(({ input }) => input));
  const outputs = new Set(file.output.map(({ name }) => name));
  return new Set(
    nodes.filter(({ opType, name, output: [output = ''] }) => {
      return (
        opType === 'Identity' && name === ALIAS_NODE + output && outputs.has(output) && !read.has(output)
      );
    }),
  );
}

function addAlias(state: DecodeState, { input: [source = ''], output: [name = ''] }: NodeProto): void {
  const value = state.values.get(source);
  if (value === undefined) state.lost.add(name);
  else state.values.set(name, value);
}

function addOutputs(state: DecodeState, { output }: GraphProto): void {
  const names = output.map(({ name }) => name);
  const twice = firstRepeated(names);
  if (twice !== undefined) throw new FormatError(`the output "${twice}" is listed twice`);
  if (names.length === 0) throw new FormatError('the graph has no outputs');
  state.graph.setOutputs(output.map((info) => ({ name: info.name, value: outputValue(state, info) })));
}

function outputValue(state: DecodeState, info: ValueInfoProto): Value {
  const value = state.values.get(info.name);
  if (value === undefined)
    throw new FormatError(`the output "${info.name}" is computed by no node`, { path: info.name });
  mergeType(info.name, value.type, decodeType(info));
  return value;
}
