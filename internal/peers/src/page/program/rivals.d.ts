// The rivals' packages are installed on demand: what is used of them is typed where it is used.

declare module '@tensorflow/tfjs-core';
declare module '@tensorflow/tfjs-backend-wasm';
declare module '@huggingface/transformers';
