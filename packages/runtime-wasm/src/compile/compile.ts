// Compiles a network to one WebAssembly module, and says what belongs where in its memory.

import { formatType, type Model, UnsupportedOpError } from '@gossamer/core';
import type { InstructionSet } from '../emit/instruction-sets.js';
import { lowerRule } from '../lower/index.js';
import type { Buffer, Panels } from './buffer.js';
import { type LinkOptions, link } from './link.js';
import { Lowering } from './lowering.js';
import type { MemoryPlan } from './plan-memory.js';
import { prepareModel } from './prepare.js';
import type { Step } from './step.js';
import { shapeOf } from './tensor-shape.js';

export interface CompileOptions extends LinkOptions {
  readonly isa: InstructionSet;
  /** How many threads run the module, each in an instance of its own. */
  readonly threads: number;
  /** Named sizes other than the batch. */
  readonly sizes?: Readonly<Record<string, number>>;
}

/** An input or output: float32 in row-major order. */
export interface Port {
  readonly name: string;
  /** With a batch of 1. */
  readonly shape: readonly number[];
  /** Byte address of its first element. */
  readonly address: number;
}

/** A piece of the weights. */
export interface PackedWeight {
  readonly address: number;
  /** Rounded up to whole vectors. */
  readonly bytes: number;
  pack(): Promise<Float32Array>;
  /** How it is built, where it is the weights of a convolution; `bytes` where it holds other things than floats. */
  readonly panels?: Panels | 'bytes' | undefined;
}

export interface CompiledNetwork {
  /** Imports `env.memory`; exports `run(program)`. */
  readonly wasm: Uint8Array<ArrayBuffer>;
  /** Memory it imports, in pages of 64 KiB, shared where there are several threads. */
  readonly pages: number;
  readonly threads: number;
  /** For each thread the argument of `run`. */
  readonly programs: readonly number[];
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Address and bytes of all weights, and their pieces in order. */
  readonly weightsAddress: number;
  readonly weightsBytes: number;
  readonly weights: readonly PackedWeight[];
  readonly plan: MemoryPlan;
}

/**
 * @throws UnsupportedOpError listing every op without a kernel; ShapeError where sizes do not fit
 */
export function compile(model: Model, options: CompileOptions): CompiledNetwork {
  const { steps, inputs, outputs } = lower(model, options);
  const buffers = (ports: readonly { buffer: Buffer }[]): Buffer[] => ports.map(({ buffer }) => buffer);
  const linked = link(steps, buffers(inputs), buffers(outputs), options);
  const portOf = ({ name, shape, buffer }: PortBuffer): Port => ({ name, shape, address: buffer.address });
  return { ...linked, threads: options.threads, inputs: inputs.map(portOf), outputs: outputs.map(portOf) };
}

interface PortBuffer extends Omit<Port, 'address'> {
  readonly buffer: Buffer;
}

interface Lowered {
  readonly steps: readonly Step[];
  readonly inputs: readonly PortBuffer[];
  readonly outputs: readonly PortBuffer[];
}

/** The network as steps on buffers that have no places yet. */
export function lower(model: Model, options: Pick<CompileOptions, 'sizes' | 'threads'>): Lowered {
  const prepared = prepareModel(model, options.sizes ?? {});
  checkOps(prepared);
  const lowering = new Lowering(prepared, options.threads);
  const { graph } = prepared;
  const inputs = graph.inputs.map(({ name, value }) => {
    if (value.type.dtype !== 'float32') {
      throw lowering.unsupported(undefined, `input "${name}" of ${formatType(value.type)}`);
    }
    return { name, shape: shapeOf(value), buffer: lowering.allocate(value, 'plain') };
  });
  for (const node of graph.nodes) {
    if (!lowering.isDone(node)) lowerRule(node.op.name)?.(lowering, node);
  }
  const outputs = graph.outputs.map(({ name, value }) => ({
    name,
    shape: shapeOf(value),
    buffer: lowering.plain(value),
  }));
  return { steps: lowering.steps, inputs, outputs };
}

/** All ops without a kernel, in one error. */
export function checkOps({ graph }: Model): void {
  const missing = graph.nodes.filter((node) => lowerRule(node.op.name) === undefined);
  if (missing.length === 0) return;
  const ops = [...new Set(missing.map((node) => node.op.name))].sort();
  throw new UnsupportedOpError(`the WebAssembly compiler has no kernel for ${ops.join(', ')}`, {
    path: missing[0]?.path,
    what: missing[0]?.op.name,
    within: graph.name,
    hint: 'run this network with @gossamer/runtime-node or @gossamer/runtime-web',
    details: { ops },
  });
}
