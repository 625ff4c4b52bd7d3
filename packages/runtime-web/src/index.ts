// @gossamer/runtime-web: onnxruntime-web behind core's runtime interface.

export { type Capabilities, type Capability, capabilities } from './capabilities.js';
export {
  type CheckpointOptions,
  type CheckpointProgress,
  type CheckpointRequest,
  type CompiledCheckpoint,
  compileCheckpoint,
  type WeightBinder,
} from './compiled/compile-checkpoint.js';
export { clearCompiled } from './compiled/compiled-store.js';
export {
  type CheckpointSession,
  type LoadCheckpointOptions,
  loadCheckpoint,
} from './compiled/load-checkpoint.js';
export type { WeightOrigin } from './compiled/weight-origin.js';
export type { PictureFeed, WebFeed, WebFeeds } from './feeds.js';
export type { GpuFeed, GpuTensor } from './gpu/gpu-tensor.js';
export { downloadHubFile, type HubDownload } from './hub/download-hub-file.js';
export { downloadHubWeights, type HubWeights } from './hub/download-hub-weights.js';
export { httpClient } from './hub/http-client.js';
export type { HubOptions } from './hub/hub-options.js';
export type { StorageKind } from './hub/part-store.js';
export { type ImageInput, imageInput } from './image/image-input.js';
export { type ImageSource, pictureOf } from './image/picture-of.js';
export { type MobileNet, type MobileNetOptions, mobilenet } from './mobilenet.js';
export type {
  OrtBuild,
  OutputLocation,
  WebDevice,
  WebLoadOptions,
  WebRuntimeOptions,
} from './options.js';
export { type StreamResult, stream } from './stream.js';
export { type WebRuntime, webRuntime } from './web-runtime.js';
export type { GpuSession, Precision, WebSession } from './web-session.js';
