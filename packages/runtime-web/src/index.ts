// @gossamer/runtime-web: onnxruntime-web behind core's runtime interface.

export { type Capabilities, type Capability, capabilities } from './capabilities.js';
export { type ImageInput, imageInput } from './image/image-input.js';
export { type ImageSource, pictureOf } from './image/picture-of.js';
export type { MobileNet, MobileNetOptions } from './mobilenet.js';
export * as mobilenet from './mobilenet.js';
export type { WebDevice, WebRuntimeOptions } from './options.js';
export { type StreamResult, stream } from './stream.js';
export { type WebRuntime, type WebSession, webRuntime } from './web-runtime.js';
