// The module worker that runs networks on WebGPU.

import * as ort from 'onnxruntime-web/webgpu';
import { serve } from './worker/serve.js';

serve(ort);
