// The engine behind core's session: compiles for the sizes it is fed, runs a batch picture by picture.

import { type Dim, type Model, RuntimeError, SymbolicDim, type Tensor } from '@gossamer/core';
import type { Engine, Fallback, Feeds } from '@gossamer/core/runtime';
import { type CompiledNetwork, compile } from '../compile/compile.js';
import type { InstructionSet } from '../emit/instruction-sets.js';
import { type Instance, instantiate } from './instance.js';
import { SizeCache } from './size-cache.js';
import { NotStarted } from './workers.js';

/** Sizes a network is kept compiled for at a time. */
const KEPT_SIZES = 4;

interface Ready {
  readonly network: CompiledNetwork;
  readonly instance: Instance;
}

type Sizes = Readonly<Record<string, number>>;

/** An engine for a model; it compiles when it knows the sizes. Why it has fewer threads is put into `fallbacks`. */
export function wasmEngine(
  model: Model,
  isa: InstructionSet,
  threads: number,
  fallbacks: Fallback[],
): Engine & { prepare(): Promise<void> } {
  const { graph } = model;
  let team = threads;
  const make = async (sizes: Sizes): Promise<Ready> => {
    const network = compile(model, { isa, threads: team, sizes });
    try {
      return { network, instance: await instantiate(network) };
    } catch (error) {
      if (!(error instanceof NotStarted)) throw error;
      if (team > 1) fallbacks.push(withoutWorkers(team, error));
      team = 1;
      return make(sizes);
    }
  };
  const cache = new SizeCache<Ready>(KEPT_SIZES, make, ({ instance }) => instance.release());
  const port = ({ name, value }: (typeof graph.outputs)[number]) => ({ name, ...value.type });
  const openDims = graph.inputs.flatMap(({ value }) => value.type.shape.slice(1)).filter(isOpen);
  return {
    inputs: graph.inputs.map(port),
    outputs: graph.outputs.map(port),
    device: 'wasm',
    /** Compiles at once where the sizes are known. */
    async prepare() {
      if (openDims.length === 0) await cache.get({});
    },
    async run(feeds, outputs) {
      return runBatch(await cache.get(sizesOf(model, feeds)), feeds, outputs);
    },
    release: () => cache.clear(),
  };
}

/** One thread gives the same results. */
function withoutWorkers(threads: number, { reason }: NotStarted): Fallback {
  const fix = 'let worker-src of the Content-Security-Policy allow blob:, or ask for one thread';
  return { device: `wasm with ${threads} threads`, reason, fix };
}

function isOpen(dim: Dim): dim is SymbolicDim {
  return dim instanceof SymbolicDim;
}

/** Named heights and widths, as the feeds have them. */
function sizesOf({ graph }: Model, feeds: Feeds): Sizes {
  const sizes: Record<string, number> = {};
  for (const { name, value } of graph.inputs) {
    value.type.shape.forEach((dim, axis) => {
      if (axis > 0 && isOpen(dim)) sizes[dim.key] = feeds[name]?.shape[axis] as number;
    });
  }
  return sizes;
}

async function runBatch(
  { network, instance }: Ready,
  feeds: Feeds,
  outputs: readonly string[],
): Promise<Record<string, Tensor>> {
  const data = network.inputs.map(({ name }) => feeds[name] as Tensor);
  const batches = new Set(data.map(({ shape }) => shape[0] ?? 1));
  const [batch = 1] = batches;
  if (batches.size !== 1) {
    throw new RuntimeError(`the inputs have batches of ${[...batches].join(' and ')}`, {
      hint: 'one picture of each input makes one of each output',
    });
  }
  const pictures: Float32Array[][] = [];
  for (let i = 0; i < batch; i++) {
    pictures.push(await instance.run(data.map((tensor) => pictureOf(tensor, i, batch))));
  }
  const results = network.outputs.map(({ name, shape: [, ...rest] }, index): [string, Tensor] => [
    name,
    {
      dtype: 'float32',
      shape: [batch, ...rest],
      data: joined(pictures.map((picture) => picture[index] as Float32Array)),
    },
  ]);
  return Object.fromEntries(results.filter(([name]) => outputs.includes(name)));
}

function pictureOf({ data }: Tensor, index: number, batch: number): Float32Array {
  const size = data.length / batch;
  return (data as Float32Array).subarray(index * size, (index + 1) * size);
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
