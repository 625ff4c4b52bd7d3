// What this machine can do at best, measured through the same runtime: matrix products, and a stream of bytes.

import { emit, Graph, param, scopeOf, tensorType, Value } from '@gossamer/core';
import { encodeOnnx } from '@gossamer/core/onnx';
import { Add, MatMul } from '@gossamer/core/ops';
import type { Session } from '@gossamer/core/runtime';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { nodeRuntime } from '@gossamer/runtime-node';
import type { Runner } from './rounds.js';
import type { Variant } from './variant.js';

interface Probe extends Runner {
  readonly session: Session;
  /** Operations, or bytes read and written, of one run. */
  readonly work: number;
}

export interface MachineProbes {
  readonly device: string;
  readonly threads: number;
  readonly sgemm: Probe;
  readonly copy: Probe;
  dispose(): Promise<void>;
}

interface Chain {
  readonly label: string;
  readonly op: typeof MatMul | typeof Add;
  readonly shape: readonly number[];
  /** The parameter of each link. */
  readonly param: { readonly leaf: string; readonly shape: readonly number[] };
  readonly links: number;
  readonly workOfLink: number;
}

/** Three matrices of this side fit a core's second-level cache. */
const SIDE = 512;

/** Products of matrices; the weights' variance keeps the numbers' size. */
const sgemm: Chain = {
  label: 'sgemm',
  op: MatMul,
  shape: [SIDE, SIDE],
  param: { leaf: 'weight', shape: [SIDE, SIDE] },
  links: 8,
  workOfLink: 2 * SIDE ** 3,
};

/** 4 MB, the size of a network's larger activations: like them it mostly stays in the caches. */
const ELEMENTS = 2 ** 20;

/** A number added to a tensor, which reads and writes all of it. */
const copy: Chain = {
  label: 'copy',
  op: Add,
  shape: [ELEMENTS],
  param: { leaf: 'bias', shape: [1] },
  links: 16,
  workOfLink: 2 * 4 * ELEMENTS,
};

export async function openMachineProbes({
  device,
  threads,
}: Pick<Variant, 'device' | 'threads'>): Promise<MachineProbes> {
  const runtime = nodeRuntime({ device, threads });
  const open = async (chain: Chain): Promise<Probe> => {
    const session = await runtime.load(await encodeChain(chain), { name: chain.label });
    const feeds = { x: seededInput('x', chain.shape) };
    return {
      label: chain.label,
      session,
      run: () => session.run(feeds),
      work: chain.links * chain.workOfLink,
    };
  };
  const probes = { sgemm: await open(sgemm), copy: await open(copy) };
  return {
    device,
    threads,
    ...probes,
    async dispose() {
      await probes.sgemm.session.dispose();
      await probes.copy.session.dispose();
    },
  };
}

function encodeChain({ label, op, shape, param: { leaf, shape: own }, links }: Chain): Promise<Uint8Array> {
  const graph = new Graph(label);
  const root = scopeOf(graph);
  let value = graph.addInput('x', new Value(tensorType('float32', shape)));
  for (let link = 0; link < links; link++) {
    const s = root(link);
    value = emit(s, op, [value, param(s, leaf, own, { init: { kind: 'constant', value: 0 } })], {});
  }
  graph.setOutputs([{ name: 'y', value }]);
  return encodeOnnx({ graph, weights: seededWeights(graph.params, 1) });
}
