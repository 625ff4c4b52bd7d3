// One node of a file -> a node of the graph, or a constant.

import { FormatError, GossamerError, UnsupportedOpError } from '../errors.js';
import { createNode } from '../ir/create-node.js';
import type { ForeignNode, OpDef } from '../ir/op.js';
import { fromNumbers } from '../ir/tensor-data.js';
import { tensorType } from '../ir/tensor-type.js';
import { Constant, type Value } from '../ir/value.js';
import { Constant as ConstantOp } from '../ops/constant.js';
import { findOp } from '../ops/registry.js';
import { decodeAttrs } from './decode-attrs.js';
import type { DecodeState } from './decode-state.js';
import { decodeType, mergeType } from './decode-type.js';
import type { NodeProto } from './gen/onnx_pb.js';
import { pathOfNodeName } from './names.js';
import { describeNode } from './order-nodes.js';
import { isStandard, opName } from './static-names.js';

/** Adds the node to the graph; what is not supported is noted and its outputs counted as lost. */
export function decodeNode(state: DecodeState, message: NodeProto): void {
  const name = opName(message);
  try {
    if (name === 'Constant') addConstant(state, message);
    else addNode(state, message, supportedOp(state, message, name));
  } catch (error) {
    if (!(error instanceof GossamerError)) throw error;
    if (error.code !== 'UNSUPPORTED_OP' && error.code !== 'OPTION') {
      throw error.locate({ path: describeNode(message), what: name, within: state.graph.name });
    }
    const isWholeOp = error.details.wholeOp === true;
    state.unsupported.add(name, describeNode(message), isWholeOp ? undefined : error.reason);
    for (const output of message.output) state.lost.add(output);
  }
}

function supportedOp(state: DecodeState, message: NodeProto, name: string): OpDef {
  const op = findOp(name);
  // An op type with a dot in it is not another domain's op.
  if (op === undefined || (isStandard(message.domain) && name.includes('.'))) {
    throw new UnsupportedOpError('unknown', { details: { wholeOp: true } });
  }
  const opset = opsetOf(state, message);
  if (opset >= op.since || op.upgrade !== undefined) return op;
  throw new UnsupportedOpError(`its form of opset ${opset}; opset ${op.since} is needed`);
}

function opsetOf(state: DecodeState, { domain }: NodeProto): number {
  const opset = state.opsets.get(isStandard(domain) ? '' : domain);
  if (opset !== undefined) return opset;
  throw new FormatError(`the file does not say its opset of the domain "${domain}"`);
}

function addNode(state: DecodeState, message: NodeProto, op: OpDef): void {
  if (message.input.some((name) => state.lost.has(name))) {
    for (const output of message.output) state.lost.add(output);
    return;
  }
  const outputs = trimmed(message.output);
  if (outputs.length === 0) throw new FormatError('a node has no outputs');
  const foreign: ForeignNode = {
    attrs: decodeAttrs(message.attribute, state.open),
    inputs: message.input.map((name) => (name === '' ? undefined : state.values.get(name))),
    outputCount: outputs.length,
  };
  const { attrs, inputs } = upgraded(op, foreign, opsetOf(state, message));
  const path = pathOfNodeName(message.name, message.opType) ?? describeNode(message);
  const node = createNode(op, inputs, attrs, { path, outputCount: outputs.length });
  if (node.outputs.length < outputs.length) {
    throw new FormatError(`the node has ${outputs.length} outputs, expected ${node.outputs.length}`);
  }
  state.graph.insert(node);
  state.sources.set(node, message);
  node.outputs.forEach((value, index) => {
    setOutput(state, outputs[index] ?? '', value);
  });
}

function upgraded<A extends object>(
  op: OpDef<A>,
  node: ForeignNode,
  opset: number,
): Pick<ForeignNode, 'attrs' | 'inputs'> {
  if (opset >= op.since || op.upgrade === undefined) return node;
  return op.upgrade(node, opset, (data, shape, dtype = 'int64') => {
    return new Constant(tensorType(dtype, shape), fromNumbers(dtype, data));
  });
}

function setOutput(state: DecodeState, name: string, value: Value): void {
  if (name === '') return;
  value.name = name;
  const declared = state.declared.get(name);
  if (declared !== undefined) value.type = mergeType(name, value.type, decodeType(declared));
  state.values.set(name, value);
}

function addConstant(state: DecodeState, message: NodeProto): void {
  const foreign: ForeignNode = {
    attrs: decodeAttrs(message.attribute, state.open),
    inputs: [],
    outputCount: 1,
  };
  const { attrs } = upgraded(ConstantOp, foreign, 0);
  const { type, data } = createNode(ConstantOp, [], attrs).attrs.value;
  const value = new Constant(type, data);
  setOutput(state, message.output[0] ?? '', value);
  state.sources.set(value, message);
}

function trimmed(names: readonly string[]): readonly string[] {
  let length = names.length;
  while (length > 0 && names[length - 1] === '') length--;
  return names.slice(0, length);
}
