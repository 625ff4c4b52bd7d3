// What this machine can do at best, measured through the same runtime: matrix products, and a stream of bytes.

import { emit, Graph, param, type Scope, scopeOf, tensorType, Value } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import { Add, Conv, MatMul } from '@gossamer/core/ops';
import type { Runtime, Session } from '@gossamer/core/runtime';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { isRemote, remoteSample } from './browser/browser-runtime.js';
import type { EngineSetting } from './engines.js';
import type { Runner } from './rounds.js';

interface Probe extends Runner {
  readonly session: Session;
  /** Operations, or bytes read and written, of one run. */
  readonly work: number;
}

export interface MachineProbes extends EngineSetting {
  readonly sgemm: Probe;
  readonly copy: Probe;
  dispose(): Promise<void>;
}

interface Chain {
  readonly label: string;
  readonly shape: readonly number[];
  /** From the value so far, and the input. */
  link(s: Scope, x: Value, input: Value): Value;
  readonly links: number;
  readonly workOfLink: number;
}

/** Three matrices of this side fit a core's second-level cache. */
const SIDE = 512;
const PRODUCT = { label: 'sgemm', links: 8, workOfLink: 2 * SIDE ** 3 };

/** Products of matrices; the weights' variance keeps the numbers' size. */
const sgemm: Chain = {
  ...PRODUCT,
  shape: [SIDE, SIDE],
  link: (s, x) => emit(s, MatMul, [x, weight(s, [SIDE, SIDE])], {}),
};

/** The same products as 1x1 convolutions, which is what a network's module is made for. */
const convolved: Chain = {
  ...PRODUCT,
  shape: [1, SIDE, SIDE / 32, 32],
  link: (s, x) => emit(s, Conv, [x, weight(s, [SIDE, SIDE, 1, 1])], {}),
};

/** 4 MB, the size of a network's larger activations: like them it mostly stays in the caches. */
const ELEMENTS = 2 ** 20;
const STREAM = { label: 'copy', links: 16, workOfLink: 2 * 4 * ELEMENTS };

/** A number added to a tensor, which reads and writes all of it. */
const copy: Chain = {
  ...STREAM,
  shape: [ELEMENTS],
  link: (s, x) => emit(s, Add, [x, param(s, 'bias', [1], ZERO)], {}),
};

/** The same with maps as networks have them: sums of two, which read twice. */
const summed: Chain = {
  ...STREAM,
  shape: [1, 64, 128, 128],
  link: (s, x, input) => emit(s, Add, [x, input], {}),
  workOfLink: 3 * 4 * ELEMENTS,
};

const ZERO = { init: { kind: 'constant', value: 0 } } as const;

function weight(s: Scope, shape: readonly number[]): Value {
  return param(s, 'weight', shape, ZERO);
}

/** Opens the probes in a runtime of this setting. */
export async function openMachineProbes(runtime: Runtime, setting: EngineSetting): Promise<MachineProbes> {
  const open = async (chain: Chain): Promise<Probe> => {
    const session = await runtime.load(await encodeChain(chain), { name: chain.label });
    const feeds = { x: seededInput('x', chain.shape) };
    await session.run(feeds);
    return {
      label: chain.label,
      session,
      run: () => session.run(feeds),
      ...(isRemote(session) && { sample: () => remoteSample(session) }),
      work: chain.links * chain.workOfLink,
    };
  };
  const isModule = setting.device === 'module';
  const probes = {
    sgemm: await open(isModule ? convolved : sgemm),
    copy: await open(isModule ? summed : copy),
  };
  const { runtime: engine, device, threads } = setting;
  return {
    runtime: engine,
    device,
    threads,
    ...probes,
    async dispose() {
      await probes.sgemm.session.dispose();
      await probes.copy.session.dispose();
    },
  };
}

function encodeChain({ label, shape, link, links }: Chain): Promise<Uint8Array> {
  const graph = new Graph(label);
  const root = scopeOf(graph);
  const input = graph.addInput('x', new Value(tensorType('float32', shape)));
  let value = input;
  for (let index = 0; index < links; index++) value = link(root(index), value, input);
  graph.setOutputs([{ name: 'y', value }]);
  return encodeOnnx({ graph, weights: seededWeights(graph.params, 1) });
}
