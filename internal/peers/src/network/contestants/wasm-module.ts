// A folder of `gossamer export --target wasm-module`, imported as anybody would.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { seededInput } from '@gossamer/core/weights';
import type { Contestant } from '../sample.js';

interface WasmModule {
  readonly inputs: readonly { readonly name: string }[];
  readonly outputs: readonly { readonly name: string }[];
  hasRelaxedSimd(): boolean;
  load(): Promise<(feeds: Record<string, Float32Array>) => Record<string, Float32Array>>;
}

export async function openWasmModule(folder: string, shape: readonly number[]): Promise<Contestant> {
  const module = (await import(pathToFileURL(join(folder, 'index.js')).href)) as WasmModule;
  const run = await module.load();
  const picture = seededInput('pixel_values', shape).data as Float32Array;
  const [input, output] = [module.inputs[0]?.name ?? '', module.outputs[0]?.name ?? ''];
  return {
    engine: `nothing else, ${module.hasRelaxedSimd() ? 'relaxed' : 'plain'} SIMD`,
    run: async () => run({ [input]: picture })[output] as Float32Array,
  };
}
