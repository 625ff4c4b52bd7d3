// Every operator of the IR: adding one is its file and one line here.

import type { OpDef } from '../ir/op.js';
import { Abs } from './abs.js';
import { Add } from './add.js';
import { Clip } from './clip.js';
import { Concat } from './concat.js';
import { Constant } from './constant.js';
import { Conv } from './conv.js';
import { Div } from './div.js';
import { Equal } from './equal.js';
import { Exp } from './exp.js';
import { Expand } from './expand.js';
import { Flatten } from './flatten.js';
import { Gather } from './gather.js';
import { Greater } from './greater.js';
import { Identity } from './identity.js';
import { LeakyRelu } from './leakyRelu.js';
import { Log } from './log.js';
import { Max } from './max.js';
import { Min } from './min.js';
import { Mul } from './mul.js';
import { Neg } from './neg.js';
import { Pow } from './pow.js';
import { PRelu } from './pRelu.js';
import { Relu } from './relu.js';
import { Reshape } from './reshape.js';
import { Sigmoid } from './sigmoid.js';
import { Slice } from './slice.js';
import { Split } from './split.js';
import { Sqrt } from './sqrt.js';
import { Squeeze } from './squeeze.js';
import { Sub } from './sub.js';
import { Tanh } from './tanh.js';
import { Transpose } from './transpose.js';
import { Unsqueeze } from './unsqueeze.js';
import { Where } from './where.js';

/** By op name. Transforms keep tables with one row for each of these names. */
export const ops = {
  Abs,
  Add,
  Clip,
  Concat,
  Constant,
  Conv,
  Div,
  Equal,
  Exp,
  Expand,
  Flatten,
  Gather,
  Greater,
  Identity,
  LeakyRelu,
  Log,
  Max,
  Min,
  Mul,
  Neg,
  PRelu,
  Pow,
  Relu,
  Reshape,
  Sigmoid,
  Slice,
  Split,
  Sqrt,
  Squeeze,
  Sub,
  Tanh,
  Transpose,
  Unsqueeze,
  Where,
} as const satisfies Readonly<Record<string, OpDef>>;

export type OpName = keyof typeof ops;

/** Attributes of the op with this name. */
export type AttrsOf<N extends OpName> = (typeof ops)[N] extends OpDef<infer A> ? A : never;

/** The operator with this name, undefined where there is none. */
export function findOp(name: string): OpDef | undefined {
  return Object.hasOwn(ops, name) ? (ops as Readonly<Record<string, OpDef>>)[name] : undefined;
}
