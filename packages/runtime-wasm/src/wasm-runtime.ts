// The WebAssembly runtime: compiles networks itself, behind core's interface.

import { DeviceUnavailableError, type Model, OptionError } from '@gossamer/core';
import {
  collectBytes,
  type Fallback,
  type LoadOptions,
  type Runtime,
  type Session,
  sessionOf,
  throwIfAborted,
} from '@gossamer/core/runtime';
import { checkOps } from './compile/compile.js';
import { bestInstructionSet, type InstructionSet, isSupported } from './emit/instruction-sets.js';
import type { WasmRuntimeOptions } from './options.js';
import { wasmEngine } from './run/wasm-engine.js';

export interface WasmRuntime extends Runtime {
  readonly name: 'gossamer-wasm';
  /**
   * Prepares a network from its graph, without ONNX in between.
   * @throws UnsupportedOpError naming the ops without a kernel; OptionError for what is no model; RuntimeError where the
   * page or the engine refuses the module or its memory; AbortError
   */
  loadModel(model: Model, options?: LoadOptions): Promise<Session>;
}

/** More threads than this were never tried. */
const MOST_THREADS = 32;

/**
 * A runtime that compiles each network to a WebAssembly module of its own: float32, a batch runs picture by picture.
 * It runs on the calling thread unless it has several threads, which are workers.
 *
 * @throws OptionError for options outside what is allowed; DeviceUnavailableError where the engine has no SIMD
 *
 * @example
 * ```ts
 * const session = await wasmRuntime().loadModel(model);
 * const { logits } = await session.run({ pixel_values: image });
 * ```
 */
export function wasmRuntime(options: WasmRuntimeOptions = {}): WasmRuntime {
  const isa = instructionSet(options.simd ?? 'auto');
  const { threads, fallbacks } = threadsOf(options.threads ?? 1);
  const loadModel = async (model: Model, { signal, onProgress }: LoadOptions = {}): Promise<Session> => {
    throwIfAborted(signal, 'the load');
    checkModel(model);
    checkOps(model);
    onProgress?.({ phase: 'create', loaded: 0 });
    const notes = [...fallbacks];
    const engine = wasmEngine(model, isa, threads, notes);
    await engine.prepare();
    if (signal?.aborted) await engine.release();
    throwIfAborted(signal, 'the load');
    onProgress?.({ phase: 'ready', loaded: 0 });
    return sessionOf(engine, notes);
  };
  return {
    name: 'gossamer-wasm',
    loadModel,
    async load(onnx, loadOptions = {}) {
      const bytes = await collectBytes(onnx, loadOptions);
      // Only networks that come as ONNX files need the codec.
      const { decodeOnnx } = await import('@gossamer/core/onnx');
      return loadModel(decodeOnnx(bytes), loadOptions);
    },
  };
}

function checkModel(model: Partial<Model> | undefined): void {
  if (model?.graph !== undefined && model.weights !== undefined) return;
  throw new OptionError('this is no model: it has no graph with weights', {
    hint: 'give { graph, weights }, as compile and runPasses return it; for an ONNX file there is load',
  });
}

function instructionSet(simd: string): InstructionSet {
  if (!['auto', 'plain', 'relaxed'].includes(simd)) {
    throw new OptionError(`simd is "${simd}"`, { hint: 'allowed: auto, plain, relaxed' });
  }
  const isa = bestInstructionSet(simd === 'auto' ? undefined : (simd as InstructionSet['name']));
  if (isSupported(isa)) return isa;
  throw new DeviceUnavailableError(
    `this engine has no ${isa.name === 'plain' ? '' : 'relaxed '}WebAssembly SIMD`,
    {
      hint: isa.name === 'plain' ? 'use a browser or Node from 2021 or later' : "leave it to simd: 'auto'",
    },
  );
}

/** Threads that cannot be had are reported, not refused: one gives the same results. */
function threadsOf(wanted: number): { threads: number; fallbacks: readonly Fallback[] } {
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > MOST_THREADS) {
    throw new OptionError(`threads is ${wanted}`, { hint: `a whole number from 1 to ${MOST_THREADS}` });
  }
  const { crossOriginIsolated } = globalThis as { crossOriginIsolated?: boolean };
  if (wanted === 1 || (typeof SharedArrayBuffer === 'function' && crossOriginIsolated !== false)) {
    return { threads: wanted, fallbacks: [] };
  }
  const fallback = {
    device: `wasm with ${wanted} threads`,
    reason: 'the page is not cross-origin isolated, so that threads cannot share memory',
    fix: 'serve it with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp',
  };
  return { threads: 1, fallbacks: [fallback] };
}
