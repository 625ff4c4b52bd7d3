// Runs a compiled network on the calling thread and looks at what it did to memory.

import type { Model, Tensor } from '@gossamer/core';
import { type CompiledNetwork, compile } from '../compile/compile.js';
import { bestInstructionSet, type InstructionSet } from '../emit/instruction-sets.js';

/** Bytes between the tensors of a guarded run, filled with a pattern. */
const GUARD = 64;
const PATTERN = 0x7fc0_dead;

export interface CheckedRun {
  readonly network: CompiledNetwork;
  readonly outputs: Readonly<Record<string, Tensor>>;
  /** Addresses of guard words that were written to. */
  readonly touched: readonly number[];
}

/**
 * One run with guard zones around every activation: they start as a NaN that no kernel makes, and so does all memory
 * that the network has not written, so that reading it shows too.
 */
export async function runGuarded(
  model: Model,
  feeds: Readonly<Record<string, Tensor>>,
  isa: InstructionSet = bestInstructionSet(),
): Promise<CheckedRun> {
  const network = compile(model, { isa, threads: 1, guard: GUARD });
  const memory = new WebAssembly.Memory({ initial: network.pages });
  const words = new Uint32Array(memory.buffer);
  const firstActivation = (network.weightsAddress + network.weightsBytes) / 4;
  words.fill(PATTERN, firstActivation);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(network.wasm), { env: { memory } });
  for (const { address, pack } of network.weights) new Float32Array(memory.buffer, address).set(await pack());
  const firstData = (network.programs[0] as number) / 4;
  const before = words.slice(firstData, firstActivation);
  for (const { name, address } of network.inputs) {
    new Float32Array(memory.buffer, address).set(feeds[name]?.data as Float32Array);
  }
  (exports.run as (program: number) => void)(network.programs[0] as number);
  const outputs = network.outputs.map(({ name, shape, address }): [string, Tensor] => {
    const count = shape.reduce((product, size) => product * size, 1);
    const data = Float32Array.from(new Float32Array(memory.buffer, address, count));
    return [name, { dtype: 'float32', shape, data }];
  });
  const touched = [
    ...[...before].flatMap((word, i) => (word === words[firstData + i] ? [] : [4 * (firstData + i)])),
    ...network.plan.guards.flatMap(([from, to]) =>
      [...words.subarray(from / 4, to / 4)].flatMap((word, i) => (word === PATTERN ? [] : [from + 4 * i])),
    ),
  ];
  return { network, outputs: Object.fromEntries(outputs), touched };
}
