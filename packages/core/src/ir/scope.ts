// Scope: a cursor in the parameter-name tree of the graph being built; `s('bn1')` reads like `self.bn1`.

import { ShapeError } from '../errors.js';
import { createNode } from './create-node.js';
import type { DType } from './dtype.js';
import type { Graph } from './graph.js';
import type { Init } from './init.js';
import type { OpDef } from './op.js';
import { fromNumbers } from './tensor-data.js';
import { formatShape, tensorType } from './tensor-type.js';
import { Constant, Parameter, type ParameterRole, type Value } from './value.js';

export interface Scope {
  /** One level down; numbers are indices of a list (`s('blocks')(0)`), dots go several levels (`s('blocks.0')`). */
  (name: string | number): Scope;
  /** Dotted path from the root, the prefix of state-dict keys; empty at the root. */
  readonly path: string;
  readonly graph: Graph;
}

/** The scope of a graph's root, or of a path in it. */
export function scopeOf(graph: Graph, path = ''): Scope {
  const down = (name: string | number): Scope => scopeOf(graph, path === '' ? `${name}` : `${path}.${name}`);
  return Object.assign(down, { path, graph });
}

/** Adds a node and returns its first output. */
export function emit<A extends object>(
  s: Scope,
  op: OpDef<A>,
  inputs: readonly (Value | undefined)[],
  attrs: Readonly<Record<string, unknown>> & Partial<A>,
): Value {
  return emitAll(s, op, inputs, attrs, 1)[0] as Value;
}

/** Adds a node with `outputCount` outputs and returns all of them. */
export function emitAll<A extends object>(
  s: Scope,
  op: OpDef<A>,
  inputs: readonly (Value | undefined)[],
  attrs: Readonly<Record<string, unknown>> & Partial<A>,
  outputCount: number,
): readonly Value[] {
  const node = createNode(op, inputs, attrs, { path: s.path, outputCount, within: s.graph.name });
  s.graph.insert(node);
  return node.outputs;
}

export interface ParamOptions {
  init: Init;
  role?: ParameterRole;
  dtype?: DType;
}

/**
 * Adds the parameter `<path>.<leaf>` of a static shape.
 * @throws ShapeError where a dim is not a positive integer.
 */
export function param(s: Scope, leaf: string, shape: readonly number[], options: ParamOptions): Parameter {
  const name = s.path === '' ? leaf : `${s.path}.${leaf}`;
  if (!shape.every((dim) => Number.isSafeInteger(dim) && dim > 0)) {
    throw new ShapeError(`a parameter's dims must be positive integers, found ${formatShape(shape)}`, {
      path: name,
      within: s.graph.name,
      hint: 'check channels, groups and ratios: every division has to come out even',
    });
  }
  const type = tensorType(options.dtype ?? 'float32', shape);
  return s.graph.addParameter(new Parameter(type, name, options.role ?? 'weight', options.init));
}

/** A constant tensor: `constant([1, -1])` is an int64 vector, as ONNX wants shapes and axes. */
export function constant(
  values: readonly number[],
  shape: readonly number[] = [values.length],
  dtype: DType = 'int64',
): Constant {
  return new Constant(tensorType(dtype, shape), fromNumbers(dtype, values));
}
