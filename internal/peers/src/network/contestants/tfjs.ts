// The same graph and weights in TensorFlow.js on its WebAssembly backend, in its own layout and with its fused operators.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { seededInput } from '@gossamer/core/weights';
import { readOnnxFile } from '@gossamer/runtime-node';
import { RIVALS_FOLDER, rivalVersion } from '../../rivals/install-rivals.js';
import type { Contestant } from '../sample.js';
import { tfjsProgram } from './tfjs-program.js';
import type { Tf, WasmBackend } from './tfjs-types.js';

const CORE = '@tensorflow/tfjs-core';
const BACKEND = '@tensorflow/tfjs-backend-wasm';

/** @param path a portable ONNX file of ours, from which the weights come too */
export async function openTfjs(path: string, shape: readonly number[]): Promise<Contestant> {
  const require = createRequire(join(RIVALS_FOLDER, 'package.json'));
  const tf = require(CORE) as Tf;
  (require(BACKEND) as WasmBackend).setThreadsCount(1);
  if (!(await tf.setBackend('wasm')))
    throw new Error('the wasm backend of TensorFlow.js does not start here');
  await tf.ready();
  const program = await tfjsProgram(tf, await readOnnxFile(path));
  const [n = 1, c = 3, h = 1, w = 1] = shape;
  const planes = tf.tensor(seededInput('pixel_values', shape).data as Float32Array, [n, c, h, w]);
  // Its own layout, before the clock starts.
  const picture = tf.keep(tf.transpose(planes, [0, 2, 3, 1]));
  return {
    engine: `TensorFlow.js wasm ${rivalVersion(BACKEND)}`,
    async run() {
      const logits = tf.tidy(() => program(picture));
      const data = await logits.data();
      logits.dispose();
      return data;
    },
  };
}
