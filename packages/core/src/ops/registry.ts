// Every operator of the IR: adding one is its file and one line here.

import type { OpDef } from '../ir/op.js';
import { Add } from './add.js';
import { Conv } from './conv.js';

/** By op name. Transforms keep tables with one row for each of these names. */
export const ops = {
  Add,
  Conv,
} as const satisfies Readonly<Record<string, OpDef>>;

export type OpName = keyof typeof ops;

/** Attributes of the op with this name. */
export type AttrsOf<N extends OpName> = (typeof ops)[N] extends OpDef<infer A> ? A : never;

/** The operator with this name, undefined where there is none. */
export function findOp(name: string): OpDef | undefined {
  return Object.hasOwn(ops, name) ? (ops as Readonly<Record<string, OpDef>>)[name] : undefined;
}
