// The browser's GPU adapter, or why there is none.

import type { GpuDevice } from './gpu/webgpu.js';

/** As much of a GPUAdapter as is looked at. */
export interface Adapter {
  readonly features: { has(name: string): boolean };
  readonly limits?: Readonly<Record<string, number | undefined>>;
  readonly info?: {
    readonly vendor?: string;
    readonly architecture?: string;
    readonly device?: string;
    readonly isFallbackAdapter?: boolean;
  };
  requestDevice?(descriptor: {
    readonly requiredFeatures: readonly string[];
    readonly requiredLimits: Readonly<Record<string, number>>;
  }): Promise<GpuDevice>;
}

export interface NoAdapter {
  readonly reason: string;
  readonly fix: string;
}

interface Gpu {
  requestAdapter(): Promise<Adapter | null>;
}

/** The default adapter, or the reason there is none. */
export async function adapterOf(): Promise<Adapter | NoAdapter> {
  const { gpu } = (globalThis.navigator ?? {}) as { readonly gpu?: Gpu };
  if (globalThis.isSecureContext === false) {
    return {
      reason: 'the page is not secure, so it has no WebGPU',
      fix: 'serve it over https, or from localhost',
    };
  }
  if (gpu === undefined) {
    return {
      reason: 'this browser has no WebGPU',
      fix: 'use a recent Chrome, Edge, Safari or Firefox, or device "wasm"',
    };
  }
  const adapter = await gpu.requestAdapter().catch(() => null);
  return (
    adapter ?? {
      reason: 'the browser gives no GPU adapter',
      fix: 'update the graphics driver, look at chrome://gpu, or use device "wasm"',
    }
  );
}
