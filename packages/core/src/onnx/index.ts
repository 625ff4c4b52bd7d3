// Models to ONNX bytes and back.

export { readOnnxWeights } from '../weights/onnx-weights.js';
export { type DecodeOptions, decodeOnnx } from './decode.js';
export { encodeOnnx, encodeOnnxChunks } from './encode.js';
export { type ExternalDataOptions, type ExternalOnnx, encodeOnnxExternal } from './encode-external.js';
export type { EncodeOptions } from './encode-options.js';
export type { ExternalFile, OpenExternal } from './external.js';
