// Models to ONNX bytes and back.

export { type DecodeOptions, decodeOnnx } from './decode.js';
export { type EncodeOptions, encodeOnnx, encodeOnnxChunks } from './encode.js';
export type { ExternalFile, OpenExternal } from './external.js';
