// The module worker that runs networks on WebGPU, where the browser has JavaScript Promise Integration.

import * as ort from 'onnxruntime-web/jspi';
import { createGpuEngine } from './gpu/gpu-engine.js';
import { serve } from './worker/serve.js';

serve(ort, createGpuEngine);
