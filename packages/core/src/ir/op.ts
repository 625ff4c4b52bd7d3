// Operator definitions: what is intrinsic to an op lives with it, in one object.

import type { AttrCodec } from './attrs.js';
import type { Dim, SymbolicDim } from './dim.js';
import type { TensorType } from './tensor-type.js';
import type { Value } from './value.js';

/** What shape inference may look at. */
export interface InferContext<A> {
  /** Types of the inputs; undefined for an optional input left out. */
  readonly inputs: readonly (TensorType | undefined)[];
  readonly attrs: A;
  /** Number of outputs the node has. */
  readonly outputCount: number;
  /** The values of input `index` as numbers where they are known before running, in flat order. */
  constant(index: number): readonly number[] | undefined;
  /** A fresh named size, for a dim that is known only when running. */
  unknown(tag: string | number): SymbolicDim;
}

export interface CostContext<A> {
  readonly inputs: readonly (TensorType | undefined)[];
  readonly outputs: readonly TensorType[];
  readonly attrs: A;
}

/** A node of a foreign file before it becomes ours: attributes by name, inputs as values. */
export interface ForeignNode {
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly inputs: readonly (Value | undefined)[];
  readonly outputCount: number;
}

/** Makes a constant input while upgrading; data is stored as `dtype`. */
export type MakeConstant = (
  data: readonly number[],
  shape: readonly number[],
  dtype?: TensorType['dtype'],
) => Value;

/**
 * One operator with ONNX's name, attributes and meaning. Transforms (kernels, quantization rules,
 * lowerings) are tables keyed by `name` in their own folders and not part of this.
 */
export interface OpDef<A extends object = object> {
  /** ONNX op type; `Domain.Name` outside the standard domain (`com.microsoft.FusedConv`). */
  readonly name: string;
  /** First opset of ONNX in which the form built here (attributes, inputs) is valid. */
  readonly since: number;
  /** Opset a node needs where its attributes or dtypes came later than `since`. */
  opset?(attrs: A, inputs: readonly (TensorType | undefined)[]): number;
  readonly attrs: AttrCodec<A>;
  /** Fewest and most inputs. */
  readonly arity: readonly [min: number, max: number];
  /** Inputs whose values shape inference reads (shapes, axes, sizes). */
  readonly staticInputs?: readonly number[];
  /** Output types. @throws ShapeError where the inputs do not fit. */
  infer(context: InferContext<A>): readonly TensorType[];
  /** Multiply-accumulates, by the convention that counts convolutions and matrix products only. */
  macs?(context: CostContext<A>): Dim;
  /**
   * Rewrites the form of an older opset into the one built here.
   * @throws UnsupportedOpError where that form cannot be expressed.
   */
  upgrade?(node: ForeignNode, opset: number, constant: MakeConstant): Pick<ForeignNode, 'attrs' | 'inputs'>;
}

/** Domain and op type as ONNX writes them: `com.microsoft.FusedConv` -> [`com.microsoft`, `FusedConv`]. */
export function splitOpName(name: string): readonly [domain: string, type: string] {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? ['', name] : [name.slice(0, dot), name.slice(dot + 1)];
}
