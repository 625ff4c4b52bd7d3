// An instance of a compiled network: memory with the weights in place, and what runs the programs.

import { RuntimeError } from '@gossamer/core';
import type { CompiledNetwork, Port } from '../compile/compile.js';
import { startWorkers } from './workers.js';

export interface Instance {
  /** Computes one picture; inputs and outputs in the network's order. */
  run(inputs: readonly Float32Array[]): Promise<Float32Array[]>;
  release(): void;
}

/**
 * Compiles the module, packs the weights, and starts workers where there are several threads.
 * @throws RuntimeError where the page or the engine refuses the module or its memory; NotStarted, its workers
 */
export async function instantiate(network: CompiledNetwork): Promise<Instance> {
  const memory = createMemory(network);
  const module = await WebAssembly.compile(network.wasm).catch(refused);
  for (const { address, pack } of network.weights) {
    new Float32Array(memory.buffer, address).set(await pack());
  }
  const { run, release } =
    network.threads > 1 ? await startWorkers(network, module, memory) : alone(network, module, memory);
  const view = (port: Port): Float32Array => new Float32Array(memory.buffer, port.address, elements(port));
  const inputs = network.inputs.map(view);
  const outputs = network.outputs.map(view);
  return {
    async run(data) {
      inputs.forEach((input, i) => {
        input.set(data[i] as Float32Array);
      });
      await run();
      return outputs.map((output) => Float32Array.from(output));
    },
    release,
  };
}

/** Elements of a port. */
function elements({ shape }: Pick<Port, 'shape'>): number {
  return shape.reduce((product, size) => product * size, 1);
}

function createMemory({ pages, threads }: CompiledNetwork): WebAssembly.Memory {
  try {
    return threads > 1
      ? new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true })
      : new WebAssembly.Memory({ initial: pages });
  } catch (cause) {
    throw new RuntimeError(`the engine gives no ${Math.ceil(pages / 16)} MB of memory`, {
      hint: 'dispose other sessions, or run smaller pictures',
      cause,
    });
  }
}

function refused(cause: Error): never {
  if (!/content security policy|unsafe-eval/i.test(cause.message)) {
    throw new RuntimeError(`the engine refuses the module: ${cause.message}`, { cause });
  }
  throw new RuntimeError('the Content-Security-Policy of the page forbids WebAssembly', {
    hint: "add 'wasm-unsafe-eval' to its script-src",
    cause,
  });
}

/** On the calling thread. */
function alone({ programs }: CompiledNetwork, module: WebAssembly.Module, memory: WebAssembly.Memory) {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const run = exports.run as (program: number) => void;
  return { run: () => run(programs[0] as number), release: () => {} };
}
