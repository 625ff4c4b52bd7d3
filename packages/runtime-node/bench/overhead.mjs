// What our session adds to a run of the raw binding: checks, queue, tensors.
//
//   gossamer export mobilenetv4_conv_small_035 --weights seeded:1.3 --size 96 -o model.onnx
//   node bench/overhead.mjs model.onnx [rounds=400]
//
// Blocks of ten runs alternate, and who goes first too, on one thread; the figure is the median over the blocks of what ours
// took over what the binding took: of the clock, and of the processor's time, which neighbours disturb less, and least in the
// best tenth of the blocks.

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

const RUNS = 10;
const times = { ours: [], theirs: [] };
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const block = async (who, run) => {
  const [started, cpu] = [performance.now(), cpuMs()];
  for (let i = 0; i < RUNS; i++) await run();
  times[who].push({ clock: performance.now() - started, cpu: cpuMs() - cpu });
};
for (let i = 0; i < 30; i++) await Promise.all([ours(), theirs()]);
for (let round = 0; round < Number(rounds); round++) {
  const order = [
    ['ours', ours],
    ['theirs', theirs],
  ];
  for (const [who, run] of round % 2 ? order.reverse() : order) await block(who, run);
}
const at = (list, share) => [...list].sort((a, b) => a - b)[Math.floor(list.length * share)];
for (const [key, share, name] of [
  ['clock', 0.5, 'clock, median'],
  ['cpu', 0.5, 'processor time, median'],
  ['cpu', 0.1, 'processor time, best tenth'],
]) {
  const [mine, other] = [times.ours, times.theirs].map(
    (list) =>
      at(
        list.map((each) => each[key]),
        share,
      ) / RUNS,
  );
  const overhead = (100 * (mine / other - 1)).toFixed(2);
  console.log(
    `${name}: session ${mine.toFixed(4)} ms, binding ${other.toFixed(4)} ms a run, overhead ${overhead} %`,
  );
}
process.exit();
