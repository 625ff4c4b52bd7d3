// The module worker that runs networks on WebGPU.

import * as ort from 'onnxruntime-web/webgpu';
import { createGpuEngine } from './gpu/gpu-engine.js';
import { serve } from './worker/serve.js';

serve(ort, createGpuEngine);
