// @gossamer/runtime-web: onnxruntime-web behind core's runtime interface.

export { type Capabilities, type Capability, capabilities } from './capabilities.js';
export type { WebDevice, WebRuntimeOptions } from './options.js';
export { type WebRuntime, type WebSession, webRuntime } from './web-runtime.js';
