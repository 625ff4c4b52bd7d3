// What our session adds to a run of the raw binding: checks, queue, tensors.
//
//   gossamer export mobilenetv4_conv_small_035 --weights seeded:1.3 --size 96 -o model.onnx
//   node bench/overhead.mjs model.onnx [rounds=400]
//
// Runs alternate, and who goes first too; the figure is the difference of the medians, on one thread.

import { seededInput } from '@gossamer/core/weights';
import * as ort from 'onnxruntime-node';
import { nodeRuntime } from '../dist/index.js';

const [file = 'model.onnx', rounds = '400'] = process.argv.slice(2);
const session = await nodeRuntime({ device: 'cpu', threads: 1 }).loadFile(file);
const raw = await ort.InferenceSession.create(file, { intraOpNumThreads: 1, interOpNumThreads: 1 });
const [{ name, shape }] = session.inputs;
const input = seededInput(
  name,
  shape.map((size) => (typeof size === 'number' ? size : 1)),
);
const ours = () => session.run({ [name]: input });
const theirs = () => raw.run({ [name]: new ort.Tensor('float32', input.data, input.shape) });

const times = { ours: [], theirs: [] };
const timed = async (who, run) => {
  const started = performance.now();
  await run();
  times[who].push(performance.now() - started);
};
for (let i = 0; i < 30; i++) await Promise.all([ours(), theirs()]);
for (let round = 0; round < Number(rounds); round++) {
  const order = [
    ['ours', ours],
    ['theirs', theirs],
  ];
  for (const [who, run] of round % 2 ? order.reverse() : order) await timed(who, run);
}
const at = (list, share) => [...list].sort((a, b) => a - b)[Math.floor(list.length * share)];
const [mine, other] = [at(times.ours, 0.5), at(times.theirs, 0.5)];
const [mineBest, otherBest] = [at(times.ours, 0.1), at(times.theirs, 0.1)];
console.log(`session ${mine.toFixed(4)} ms, binding ${other.toFixed(4)} ms, median of ${rounds}`);
console.log(
  `overhead ${(100 * (mine / other - 1)).toFixed(2)} % at the median, ${(100 * (mineBest / otherBest - 1)).toFixed(2)} % at the tenth`,
);
