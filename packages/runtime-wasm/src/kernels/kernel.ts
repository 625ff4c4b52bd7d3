// Kernel: a function of the module that reads its arguments from a record in memory.

import { type Code, type Local, load } from '../emit/code.js';
import type { FunctionBuilder, Signature } from '../emit/function-builder.js';
import type { InstructionSet } from '../emit/instruction-sets.js';

/** Where code is written: a function, and the instructions it may use. */
export interface FunctionContext {
  readonly f: FunctionBuilder;
  readonly isa: InstructionSet;
}

/** A function kernels call, such as a long activation; in the module once, and only where it is used. */
export interface Helper {
  readonly key: string;
  readonly signature: Signature;
  write(context: FunctionContext): Code;
}

export interface KernelContext<F extends string = string> extends FunctionContext {
  /** The argument of this name. */
  arg(name: F): Code;
  /** Index of a helper's function. */
  helper(helper: Helper): number;
}

/** Two kernels of one key are the same code. Arguments are addresses and sizes, 32 bits each. */
export interface Kernel<F extends string = string> {
  readonly key: string;
  readonly fields: readonly F[];
  write(context: KernelContext<F>): Code;
}

/** A record is the function's index, its own size in bytes, and the arguments. */
export const RECORD_HEADER = 8;

export function argument(record: Local, fields: readonly string[], name: string): Code {
  return load(record, RECORD_HEADER + 4 * fields.indexOf(name));
}
