// Makes a node: checks arity and attributes, infers the output types.

import { GossamerError, GraphError, ShapeError } from '../errors.js';
import { normalizeAttrs } from './attrs.js';
import { dimNames, symbolicDim } from './dim.js';
import { Node } from './node.js';
import type { InferContext, OpDef } from './op.js';
import { toNumbers } from './tensor-data.js';
import { formatType, type TensorType } from './tensor-type.js';
import { Constant, type Value } from './value.js';

export interface NodeOptions {
  /** Scope path the node is built in. */
  path?: string;
  /** Number of outputs; 1 unless the op says otherwise. */
  outputCount?: number;
  /** Name of the graph, for errors. */
  within?: string;
}

/**
 * A checked node, not yet part of a graph.
 * @throws ShapeError, OptionError or GraphError with the node's path.
 */
export function createNode<A extends object>(
  op: OpDef<A>,
  inputs: readonly (Value | undefined)[],
  attrs: Readonly<Record<string, unknown>> | A,
  options: NodeOptions = {},
): Node<A> {
  const path = options.path ?? '';
  try {
    const [min, max] = op.arity;
    // Of a list of any length none may be left out.
    const required = max === Number.POSITIVE_INFINITY ? inputs : inputs.slice(0, min);
    if (inputs.length < min || inputs.length > max || required.includes(undefined)) {
      throw new GraphError(`${op.name} takes ${formatArity(min, max)} inputs, found ${countInputs(inputs)}`);
    }
    const checked = normalizeAttrs(op.attrs, attrs as Readonly<Record<string, unknown>>);
    const types = inferTypes(op, inputs, checked, { path, outputCount: options.outputCount ?? 1 });
    return new Node(op, trimTail(inputs), checked, path, types);
  } catch (error) {
    throw error instanceof GossamerError
      ? error.locate({ path: path || undefined, what: op.name, within: options.within })
      : error;
  }
}

/** Output types of an op on these inputs. */
export function inferTypes<A extends object>(
  op: OpDef<A>,
  inputs: readonly (Value | undefined)[],
  attrs: A,
  options: Required<Pick<NodeOptions, 'path' | 'outputCount'>>,
): readonly TensorType[] {
  const context: InferContext<A> = {
    inputs: inputs.map((input) => input?.type),
    attrs,
    outputCount: options.outputCount,
    constant: (index) => constantNumbers(inputs[index]),
    unknown: (tag) =>
      symbolicDim(newName(`?${options.path}${options.path === '' ? '' : '/'}${op.name}.${tag}`, inputs)),
  };
  const types = op.infer(context);
  for (const type of types) checkSizes(type);
  return types;
}

/** The name of a size that no input has; `Graph.insert` keeps it apart from those of other nodes, too. */
function newName(name: string, inputs: readonly (Value | undefined)[]): string {
  const read = new Set(inputs.flatMap((input) => input?.type.shape.flatMap(dimNames) ?? []));
  let free = name;
  for (let i = 1; read.has(free); i++) free = `${name}_${i}`;
  return free;
}

/** Sizes computed from a file's numbers may be anything. */
function checkSizes(type: TensorType): void {
  const possible = type.shape.every(
    (dim) => typeof dim !== 'number' || (Number.isSafeInteger(dim) && dim >= 0),
  );
  if (!possible) throw new ShapeError(`the output would be ${formatType(type)}`);
}

/** Data of a constant as numbers, undefined for any other value. */
export function constantNumbers(value: Value | undefined): readonly number[] | undefined {
  return value instanceof Constant ? toNumbers(value.type.dtype, value.data) : undefined;
}

function countInputs(inputs: readonly (Value | undefined)[]): string {
  const missing = inputs.indexOf(undefined);
  return missing < 0 ? `${inputs.length}` : `${inputs.length} without input ${missing}`;
}

function formatArity(min: number, max: number): string {
  if (min === max) return String(min);
  return max === Number.POSITIVE_INFINITY ? `at least ${min}` : `${min} to ${max}`;
}

/** Optional inputs left out at the end are not written. */
function trimTail(inputs: readonly (Value | undefined)[]): readonly (Value | undefined)[] {
  let length = inputs.length;
  while (length > 0 && inputs[length - 1] === undefined) length--;
  return inputs.slice(0, length);
}
