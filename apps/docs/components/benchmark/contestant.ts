// A network made ready on an engine, with the time of every step.

import type { Tensor } from '@gossamer/core';
import { type LayerSummary, loweredLayers, summarize } from '@gossamer/core/analysis';
import { compile } from '@gossamer/core/compile';
import { encodeOnnx } from '@gossamer/core/onnx';
import type { Session } from '@gossamer/core/runtime';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { createModel } from '@gossamer/models';
import { findModel, publishedTop1 } from '@gossamer/models/catalog';
import { seededGain } from 'gossamer/bench';
import { DEVICES, type Setting } from './setting.js';

interface Phases {
  readonly buildMs: number;
  readonly bindMs: number;
  readonly passesMs: number;
  /** Null where the engine takes the graph itself. */
  readonly encodeMs: number | null;
  readonly createMs: number;
  readonly firstMs: number;
}

export interface Contestant {
  readonly setting: Setting;
  readonly size: readonly [height: number, width: number];
  readonly gain: number;
  readonly params: number;
  readonly macs: number;
  /** Published ImageNet-1k top-1, percent. */
  readonly top1: number | undefined;
  /** As the engine runs them. */
  readonly layers: readonly LayerSummary[];
  readonly phases: Phases;
  /** Of the ONNX file; null where there is none. */
  readonly fileBytes: number | null;
  readonly outputs: Readonly<Record<string, Tensor>>;
  run(): Promise<unknown>;
  dispose(): Promise<void>;
}

/** @throws UnknownModelError; DeviceUnavailableError where the engine cannot run here; AbortError */
export async function openContestant(setting: Setting, signal: AbortSignal): Promise<Contestant> {
  const { model: name, device } = setting;
  const spec = await findModel(name);
  const gain = seededGain(spec);
  const clock = stopwatch();
  const { graph } = createModel(spec, { batch: 1 });
  const buildMs = clock();
  const weights = seededWeights(graph.params, gain);
  const bindMs = clock();
  const { model } = compile({ graph, weights }, { target: DEVICES[device].target });
  const passesMs = clock();
  const bytes = device === 'module' ? undefined : await encodeOnnx(model);
  const encodeMs = bytes === undefined ? null : clock();
  const session = await create(setting, model, bytes, signal);
  const createMs = clock();
  const { height, width } = spec.input;
  const feeds = { pixel_values: seededInput('pixel_values', [1, spec.input.channels, height, width]) };
  clock();
  const outputs = await session.run(feeds, { signal });
  const firstMs = clock();
  const { params, macs } = summarize(graph);
  return {
    setting,
    size: [height, width],
    gain,
    params,
    macs: Number(macs),
    top1: publishedTop1(spec),
    layers: loweredLayers(model.graph),
    phases: { buildMs, bindMs, passesMs, encodeMs, createMs, firstMs },
    fileBytes: bytes?.length ?? null,
    outputs,
    run: () => session.run(feeds, { signal }),
    dispose: () => session.dispose(),
  };
}

async function create(
  { device, threads }: Setting,
  model: Parameters<typeof encodeOnnx>[0],
  bytes: Uint8Array | undefined,
  signal: AbortSignal,
): Promise<Session> {
  if (bytes === undefined) {
    const { wasmRuntime } = await import('@gossamer/runtime-wasm');
    return wasmRuntime().loadModel(model, { signal });
  }
  const { webRuntime } = await import('@gossamer/runtime-web');
  return webRuntime({ device: device === 'webgpu' ? 'webgpu' : 'wasm', threads }).load(bytes, { signal });
}

/** Milliseconds since it was last asked. */
function stopwatch(): () => number {
  let last = performance.now();
  return () => {
    const before = last;
    last = performance.now();
    return last - before;
  };
}
