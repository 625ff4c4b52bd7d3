// Helpers shared by the tests of the workspace.

export { expectClose, maxRelativeError } from './expect-close.js';
export { processorMs } from './processor-ms.js';
export {
  type PlacedNode,
  type ProfileOptions,
  profileOnnxruntime,
  softwareDriver,
} from './profile-onnxruntime.js';
export { type RunOnnxruntimeOptions, runOnnxruntime } from './run-onnxruntime.js';
export { numbersOf, type TestTensor } from './tensor.js';
