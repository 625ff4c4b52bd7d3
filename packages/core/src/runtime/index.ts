// The interfaces runtimes implement, and what they share.

export { type AbortSource, abortError, throwIfAborted } from './abort.js';
export { checkFeeds, checkInto, checkOutputNames } from './check-feeds.js';
export { collectBytes } from './collect-bytes.js';
export { type Engine, sessionOf, writtenInto } from './engine-session.js';
export {
  type MakeOrtTensor,
  type OrtMetadata,
  type OrtSession,
  type OrtTensor,
  ortEngine,
  ortError,
  ortResults,
  ortText,
} from './ort-engine.js';
export { otherThanOnnx } from './other-than-onnx.js';
export type { LoadOptions, LoadProgress, OnnxBytes, Runtime } from './runtime.js';
export { SerialQueue } from './serial-queue.js';
export type { Fallback, Feeds, RunOptions, Session } from './session.js';
export type { TensorInfo } from './tensor-info.js';
