// Checkpoints compiled and kept in the page: what came of them, as plain JSON.

import { emit, type GossamerError, Graph, param, scopeOf, tensorType, Value } from '@gossamer/core';
import { Add } from '@gossamer/core/ops';
import { seededInput } from '@gossamer/core/weights';
import { createModel, mobilenetv4_conv_small_035 } from '@gossamer/models/mobilenetv4';
import {
  type CheckpointProgress,
  type CheckpointRequest,
  type CompiledCheckpoint,
  clearCompiled,
  compileCheckpoint,
  type HubOptions,
  type LoadCheckpointOptions,
  loadCheckpoint,
  webRuntime,
} from '../../index.js';

/** A repository of the hub, an address, or the bytes at an address as a File the user picked. */
export type PlainOrigin = { repo: string } | { url: string; sha256?: string } | { file: string };

export interface CompiledResult {
  readonly error?: { readonly code: string; readonly reason: string; readonly details: object };
  readonly fromCache?: boolean;
  readonly notKept?: object;
  readonly logits?: readonly number[];
  readonly phases: readonly string[];
  readonly progress: readonly CheckpointProgress[];
}

interface PlainOptions {
  readonly hub?: Pick<HubOptions, 'endpoint' | 'retry'>;
  readonly storage?: 'cache' | 'opfs' | 'memory';
  /** Only compiled, not run: then there are no logits. */
  readonly only?: boolean;
  /** Aborts at the first event of this phase. */
  readonly abortAt?: string;
  /** Another network than usual. */
  readonly classes?: number;
}

export interface CompiledFunctions {
  /** A small MobileNetV4 with these weights, run once. */
  load(origin: PlainOrigin, options?: PlainOptions): Promise<CompiledResult>;
  /** Loaded by several at once: which had it from the cache. */
  together(origin: PlainOrigin, count: number): Promise<readonly boolean[]>;
  /** The tensors of any checkpoint, through a network that only gives them out. */
  tensors(
    url: string,
    shapes: Readonly<Record<string, readonly number[]>>,
  ): Promise<Readonly<Record<string, readonly number[]>>>;
  /** Entries kept, by key and size. */
  kept(): Promise<readonly (readonly [key: string, bytes: number])[]>;
  /** Changes the byte at a share of every entry, or cuts the entry there. */
  spoil(share: number, cut: boolean): Promise<void>;
  clear(): Promise<void>;
}

const network = (classes = 10) =>
  createModel(mobilenetv4_conv_small_035, { batch: 1, size: 64, numClasses: classes }).graph;

function plainOf({ fromCache, notKept }: Omit<CompiledCheckpoint, 'onnx'>): Partial<CompiledResult> {
  return { fromCache, ...(notKept && { notKept: notKept.details }) };
}

async function originOf(origin: PlainOrigin): Promise<CheckpointRequest['weights']> {
  if ('repo' in origin) return { ...origin, revision: 'main' };
  if ('url' in origin) return origin;
  return new File([await (await fetch(origin.file)).blob()], 'picked.safetensors');
}

const entries = async () => {
  const cache = await caches.open('gossamer-hub');
  const keys = (await cache.keys()).filter(({ url }) => url.includes('/compiled/'));
  return { cache, keys };
};

const functions: CompiledFunctions = {
  async load(origin, { abortAt, classes, only = false, ...options } = {}) {
    const progress: CheckpointProgress[] = [];
    const controller = new AbortController();
    const onProgress = (event: { phase: string; loaded: number; total: number }): void => {
      progress.push(event as CheckpointProgress);
      if (event.phase === abortAt) controller.abort();
    };
    const all = { ...options, onProgress, signal: controller.signal } as LoadCheckpointOptions;
    const weights = await originOf(origin);
    const seen = () => ({
      progress,
      phases: [...new Set(progress.map(({ phase }) => phase))],
    });
    const request = { graph: network(classes), weights };
    try {
      if (only) {
        const { onnx: _, ...compiled } = await compileCheckpoint(request, all);
        return { ...seen(), ...plainOf(compiled) };
      }
      await using session = await loadCheckpoint(webRuntime(), request, all);
      const results = await session.run({ pixel_values: seededInput('input', [1, 3, 64, 64]) });
      const logits = Array.from(results.logits?.data ?? [], Number);
      return { ...seen(), ...plainOf(session.compiled), logits };
    } catch (thrown) {
      const { code, reason, details } = thrown as GossamerError;
      return { ...seen(), error: { code, reason: reason ?? String(thrown), details } };
    }
  },
  async together(origin, count) {
    const weights = await originOf(origin);
    const load = () => compileCheckpoint({ graph: network(), weights });
    return (await Promise.all(Array.from({ length: count }, load))).map(({ fromCache }) => fromCache);
  },
  async tensors(url, shapes) {
    const graph = new Graph('tensors');
    const zero = graph.addInput('zero', new Value(tensorType('float32', [1])));
    const outputs = Object.entries(shapes).map(([name, shape]) => {
      const at = name.split('.');
      const last = at.pop() as string;
      const scope = at.reduce((s, part) => s(part), scopeOf(graph));
      const value = param(scope, last, shape, { init: { kind: 'constant', value: 0 } });
      return { name: `out.${name}`, value: emit(scope, Add, [value, zero], {}) };
    });
    graph.setOutputs(outputs);
    const drop = (name: string): boolean => !graph.params.has(name);
    await using session = await loadCheckpoint(webRuntime(), { graph, weights: { url }, bind: { drop } });
    const results = await session.run({ zero: { dtype: 'float32', shape: [1], data: new Float32Array(1) } });
    return Object.fromEntries(
      Object.entries(results).map(([name, { data }]) => [name.slice(4), Array.from(data, Number)]),
    );
  },
  async kept() {
    const { cache, keys } = await entries();
    return Promise.all(
      keys.map(async (key) => [key.url, (await (await cache.match(key))?.blob())?.size ?? 0] as const),
    );
  },
  async spoil(share, cut) {
    const { cache, keys } = await entries();
    for (const key of keys) {
      const bytes = new Uint8Array((await (await cache.match(key))?.arrayBuffer()) ?? []);
      const at = Math.floor((bytes.length - 1) * share);
      bytes[at] = (bytes[at] as number) ^ 1;
      await cache.put(key, new Response(cut ? bytes.slice(0, at) : bytes));
    }
  },
  clear: clearCompiled,
};

Object.assign(globalThis, { functions });
