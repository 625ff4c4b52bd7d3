// From a checkpoint to the bytes of a compiled network, kept in the browser for the next time.

import type { GossamerError, Graph } from '@gossamer/core';
import type { CompileOptions } from '@gossamer/core/compile';
import { type CompiledFacts, compiledKey } from '@gossamer/core/compile/cache';
import { type DownloadPhase, hubFault } from '@gossamer/core/hub';
import { throwIfAborted } from '@gossamer/core/runtime';
import type { BindOptions, CheckpointTensor, LazyTensor, WeightNote } from '@gossamer/core/weights';
import { BUILD } from '../build.js';
import { exclusively } from '../hub/exclusively.js';
import type { HubOptions } from '../hub/hub-options.js';
import type { StorageKind } from '../hub/part-store.js';
import { sha256 } from '../sha256.js';
import { CompiledStore, canKeep } from './compiled-store.js';
import { type WeightOrigin, type WeightsFrom, weightsFrom } from './weight-origin.js';

export interface CheckpointRequest {
  /** The network, as `createModel` builds it. */
  readonly graph: Graph;
  readonly weights: WeightOrigin;
  /**
   * How their names come to the network's: settings of core's `bindWeights`, or what does it instead, such as
   * `bindCheckpoint` of @gossamer/models. What is kept tells functions apart by their text.
   */
  readonly bind?: Omit<BindOptions, 'report'> | WeightBinder;
  /** What it is compiled for; by default `{ target: 'wasm' }`. */
  readonly compile?: CompileOptions;
}

/**
 * Gives one tensor for each parameter of the network:
 * `(tensors, options) => bindCheckpoint(network, tensors, options)`.
 */
export type WeightBinder = (
  tensors: ReadonlyMap<string, CheckpointTensor>,
  options: { readonly source: string; readonly report: (note: WeightNote) => void },
) => ReadonlyMap<string, LazyTensor> | Promise<ReadonlyMap<string, LazyTensor>>;

export interface CheckpointProgress {
  /** Those of the download, then compiling, writing the file, keeping it. Those that are not needed are left out. */
  readonly phase: DownloadPhase | 'compile' | 'encode' | 'keep';
  /** Bytes of the download so far, or of the file. */
  readonly loaded: number;
  /** 0 where it is not known. */
  readonly total: number;
}

export interface CheckpointOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: CheckpointProgress) => void) | undefined;
  /** Where compiled networks are kept. Default: the Cache API, and OPFS beyond 100 MB. `memory` keeps nothing. */
  readonly storage?: StorageKind | undefined;
  /** Settings of downloads from the hub. */
  readonly hub?: Omit<HubOptions, 'signal' | 'onProgress'>;
}

export interface CompiledCheckpoint {
  /** The ONNX file. */
  readonly onnx: Uint8Array;
  /** Whether it was kept from an earlier time: then no weights were fetched, and nothing was compiled. */
  readonly fromCache: boolean;
  /** Why it was not kept for the next time, which is no reason to fail; its `details.kind` is `quota`. */
  readonly notKept?: GossamerError;
  /** What was done to the weights' names and types. */
  readonly notes: readonly WeightNote[];
}

/**
 * The network with the checkpoint's weights, compiled: from the browser's storage where it was compiled before, by
 * everything its bytes depend on, else fetched, bound, compiled and kept. Entries carry a hash; damaged ones are made
 * again. Tabs that want the same one wait for each other.
 *
 * @throws IoError where the weights cannot be had, FormatError, WeightMismatchError, PassError, AbortError
 */
export async function compileCheckpoint(
  request: CheckpointRequest,
  options: CheckpointOptions = {},
): Promise<CompiledCheckpoint> {
  const { signal, onProgress, hub, storage } = options;
  throwIfAborted(signal, 'the load');
  const onBytes = (loaded: number, total: number) => onProgress?.({ phase: 'download', loaded, total });
  const downloads: HubOptions = { ...hub, signal, onProgress };
  const weights = weightsFrom(request.weights, { hub: downloads, signal, onBytes });
  if (storage === 'memory') return { ...(await make(request, weights, options)), fromCache: false };
  if (!canKeep()) return withoutKeeping(await make(request, weights, options), insecure());
  const store = new CompiledStore(storage);
  const key = await compiledKey(await factsOf(request, weights), sha256);
  return exclusively(`compiled ${key}`, signal, async () => {
    const kept = await store.read(key);
    throwIfAborted(signal, 'the load');
    if (kept !== undefined) return { onnx: kept.onnx, fromCache: true, notes: JSON.parse(kept.about) };
    const made = await make(request, weights, options);
    const bytes = made.onnx.length;
    onProgress?.({ phase: 'keep', loaded: bytes, total: bytes });
    const about = JSON.stringify(made.notes);
    return withoutKeeping(made, await store.keep(key, { onnx: made.onnx, about }));
  });
}

type Made = Pick<CompiledCheckpoint, 'onnx' | 'notes'>;

/** What compiles and writes is loaded only here: pages that find their network kept do without. */
async function make(
  { graph, bind = {}, compile: how = {} }: CheckpointRequest,
  weights: WeightsFrom,
  { signal, onProgress }: CheckpointOptions,
): Promise<Made> {
  const [{ source, sibling }, { compile }, { bindWeights, openCheckpoint }, { encodeOnnx }] =
    await Promise.all([
      weights.open(),
      import('@gossamer/core/compile'),
      import('@gossamer/core/weights'),
      import('@gossamer/core/onnx/encode'),
    ]);
  throwIfAborted(signal, 'the load');
  onProgress?.({ phase: 'compile', loaded: 0, total: 0 });
  const notes: WeightNote[] = [];
  const { tensors, notes: found } = await openCheckpoint(source, sibling === undefined ? {} : { sibling });
  notes.push(...found);
  const report = (note: WeightNote): void => void notes.push(note);
  const options = { source: source.name, report };
  const bound =
    typeof bind === 'function'
      ? await bind(tensors, options)
      : bindWeights(graph, tensors, { ...options, ...bind, report });
  const { model } = compile({ graph, weights: bound }, { target: 'wasm', ...how });
  onProgress?.({ phase: 'encode', loaded: 0, total: source.size });
  const onnx = await encodeOnnx(model, signal === undefined ? {} : { signal });
  return { onnx, notes };
}

async function factsOf(
  { graph, bind = {}, compile = {} }: CheckpointRequest,
  weights: WeightsFrom,
): Promise<CompiledFacts> {
  const options = { target: 'wasm', ...compile, bind };
  return {
    graph,
    weights: await weights.identity(),
    options: JSON.parse(JSON.stringify(options, plain)) as object,
    version: BUILD,
  };
}

/** Functions by their text, tables by their rows. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'function') return String(value);
  return value instanceof Map ? [...value] : value;
}

function withoutKeeping(made: Made, notKept: GossamerError | undefined): CompiledCheckpoint {
  return { ...made, fromCache: false, ...(notKept !== undefined && { notKept }) };
}

function insecure(): GossamerError {
  return hubFault('quota', 'the page is not secure, so it has no storage for compiled networks', {
    hint: 'serve it over https, or from localhost',
  });
}
