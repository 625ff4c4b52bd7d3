// A model made ready to run in the page, by the engine the reader chose.

import type { Model } from '@gossamer/core';
import type { Session } from '@gossamer/core/runtime';

/** `module`: a WebAssembly module made for the network. `wasm`, `webgpu`: onnxruntime-web. */
export type Engine = 'module' | 'wasm' | 'webgpu';

export const ENGINES: Readonly<Record<Engine, string>> = {
  module: 'its own WebAssembly module',
  wasm: 'onnxruntime-web, WebAssembly',
  webgpu: 'onnxruntime-web, WebGPU',
};

/** Only the engine in use is loaded. @throws DeviceUnavailableError where the device cannot run here */
export async function openSession(model: Model, engine: Engine): Promise<Session> {
  if (engine === 'module') {
    const { wasmRuntime } = await import('@gossamer/runtime-wasm');
    return wasmRuntime().loadModel(model);
  }
  const [{ webRuntime }, { encodeOnnx }, { compile }] = await Promise.all([
    import('@gossamer/runtime-web'),
    import('@gossamer/core/onnx'),
    import('@gossamer/core/compile'),
  ]);
  const { model: lowered } = compile(model, { target: engine });
  return webRuntime({ device: engine }).load(await encodeOnnx(lowered));
}
