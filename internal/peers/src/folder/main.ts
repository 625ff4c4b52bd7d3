// `pnpm peers:folder [pictures] [rounds]`: images a second over a folder, ours against a plain loop and transformers.js.

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installRivals, rivalVersion } from '../rivals/install-rivals.js';
import { stepsOf } from './bottleneck.js';
import { at, median } from './median.js';
import { ours } from './ours.js';
import { picturesIn } from './pictures.js';
import { plainLoop } from './plain-loop.js';
import { race } from './rounds.js';
import { exportSubject } from './subject.js';
import { transformersPipeline } from './transformers.js';

const NETWORK = 'mobilenetv4_conv_small';
const OURS = 'gossamer';

const [pictures = 2000, rounds = 10] = process.argv.slice(2).map(Number);
const note = (text: string): void => void process.stderr.write(`${text}\n`);
const print = (text: string): void => void process.stdout.write(`${text}\n`);

installRivals(note);
const cache = join(tmpdir(), 'gossamer-peers');
const subject = await exportSubject(cache, NETWORK);
const paths = await picturesIn(join(cache, 'pictures'), pictures);
const contestants = new Map([
  [OURS, await ours(subject)],
  ['sharp + onnxruntime-node', await plainLoop(subject)],
  [`transformers.js ${rivalVersion('@huggingface/transformers')}`, await transformersPipeline(subject)],
]);
for (const run of contestants.values()) await run(paths.slice(0, 40));
const times = await race(contestants, paths, rounds);

print(`${NETWORK}, ${pictures} JPEGs in ${rounds} interleaved rounds`);
print(`${''.padEnd(28)}images/s  ours is      (quartiles)     processor ms a picture`);
const { wall: own = [] } = times.get(OURS) ?? {};
for (const [name, { wall, processor }] of times) {
  const ratios = wall.map((ms, round) => ms / (own[round] as number));
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => at(ratios, share).toFixed(2));
  print(
    `${name.padEnd(28)}${(1000 / median(wall)).toFixed(1).padStart(8)}  ${middle}x as fast (${low}..${high})   ${median(processor).toFixed(2)}`,
  );
}
const steps = await stepsOf(subject, paths.slice(0, 100));
print(`a picture's steps: ${steps.map(({ name, ms }) => `${name} ${ms.toFixed(2)} ms`).join(', ')}`);
print(`the bottleneck is ${steps[0]?.name}; workers have all of it beside each other`);
process.exit();
