// What this page can run, and for each "no" the reason and the fix.

import { adapterOf } from './gpu.js';

export interface Capability {
  readonly available: boolean;
  /** Why not, for people. */
  readonly reason?: string;
  readonly fix?: string;
}

export interface Capabilities {
  /** SharedArrayBuffer, without which WebAssembly has one thread. */
  readonly crossOriginIsolated: Capability;
  /** More than one thread; `count` is what a session gets by default. */
  readonly threads: Capability & { readonly count: number };
  /** 128-bit vectors in WebAssembly: onnxruntime-web needs them. */
  readonly simd: Capability;
  /** An adapter answers. */
  readonly webgpu: Capability;
  /** 16-bit floats in shaders: fp16 networks need them. */
  readonly shaderF16: Capability;
}

const YES: Capability = { available: true };

/** Asks the browser; nothing is downloaded. */
export async function capabilities(): Promise<Capabilities> {
  const isolated = isolation();
  const [webgpu, shaderF16] = await gpu();
  return { crossOriginIsolated: isolated, threads: threads(isolated), simd: simd(), webgpu, shaderF16 };
}

/** Whether WebAssembly may share memory between threads here. */
export function isolation(): Capability {
  if (globalThis.crossOriginIsolated) return YES;
  return no('the page is not cross-origin isolated, so there is no SharedArrayBuffer', HEADERS);
}

/** Half the processors, at most 4: more threads than cores slow each other down. */
export function defaultThreads(): number {
  return Math.min(4, Math.max(1, Math.ceil((globalThis.navigator?.hardwareConcurrency ?? 1) / 2)));
}

const HEADERS =
  'serve the page with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp';

function threads(isolated: Capability): Capabilities['threads'] {
  if (!isolated.available) return { ...isolated, count: 1 };
  const count = defaultThreads();
  return { ...(count > 1 ? YES : no('the browser shows two processors or fewer')), count };
}

function simd(): Capability {
  // (func (result v128) (i8x16.splat (i32.const 0)))
  const module = [
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
  ];
  if (WebAssembly.validate(Uint8Array.from(module))) return YES;
  return no('WebAssembly has no SIMD here', 'use a browser from 2021 or later (Safari from 16.4)');
}

async function gpu(): Promise<[webgpu: Capability, shaderF16: Capability]> {
  const adapter = await adapterOf();
  if ('reason' in adapter) {
    const missing = no(adapter.reason, adapter.fix);
    return [missing, missing];
  }
  const half = adapter.features.has('shader-f16');
  return [YES, half ? YES : no('the GPU adapter has no shader-f16', 'run the network in fp32')];
}

function no(reason: string, fix?: string): Capability {
  return fix === undefined ? { available: false, reason } : { available: false, reason, fix };
}
