// Models to ONNX bytes and back.

export { type EncodeOptions, encodeOnnx, encodeOnnxChunks } from './encode.js';
