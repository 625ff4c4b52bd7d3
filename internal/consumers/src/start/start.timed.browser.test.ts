// How a page with mobilenetv4_conv_small starts, on its first visit and on its second: bytes, milliseconds, both with ceilings.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Application, createApplication } from '../application.js';
import { buildStart, measureStart, type Start } from './measure-start.js';

/** What our own code may weigh beside onnxruntime and the weights. */
const OUR_BYTES = 120_000;
const ROUNDS = 5;

let app: Application;
beforeAll(async () => {
  app = await createApplication();
});
afterAll(() => app?.[Symbol.asyncDispose]());

const best = (starts: readonly Start[]): Start => [...starts].sort((a, b) => a.ms - b.ms)[0] as Start;
const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;

it('from navigation to the first result', async () => {
  const { cold, warm, others } = await measureStart(await buildStart(app), ROUNDS);
  const [first, second] = [best(cold), best(warm)];
  const ours = first.bytes - others.onnxruntime - others.weights;
  for (const [name, { ms, bytes, marks }] of Object.entries({ cold: first, warm: second })) {
    const phases = Object.entries(marks).map(([phase, at]) => `${phase} ${at}`);
    process.stdout.write(`  ${name}: ${ms.toFixed(0)} ms, ${kB(bytes)} (${phases.join(', ')}, result)\n`);
  }
  process.stdout.write(
    `  of the cold ${kB(first.bytes)}: onnxruntime ${kB(others.onnxruntime)}, weights ${kB(others.weights)}, ours ${kB(ours)}\n`,
  );
  process.stdout.write(`  warm / cold: ${(second.ms / first.ms).toFixed(2)}\n`);
  for (const start of cold) expect(start).toMatchObject({ fromCache: false, fallbacks: [] });
  for (const start of warm) expect(start).toMatchObject({ fromCache: true, first: first.first });
  expect(ours).toBeLessThanOrEqual(OUR_BYTES);
  expect(second.bytes).toBeLessThan(OUR_BYTES);
  expect(second.ms / first.ms).toBeLessThanOrEqual(0.5);
});
