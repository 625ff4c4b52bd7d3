// The module worker that runs networks on WebAssembly.

import * as ort from 'onnxruntime-web/wasm';
import { createWasmEngine } from './ort-session.js';
import { serve } from './worker/serve.js';

serve(ort, createWasmEngine);
