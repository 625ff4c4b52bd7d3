// `pnpm peers:threads [models...]`: images a second of a session on each core, against one session on all of them.

import { compile } from '@gossamer/core/compile';
import { encodeOnnx } from '@gossamer/core/onnx';
import type { Session } from '@gossamer/core/runtime';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { createModel } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import { createPool, defaultThreads, layoutBlock, nodeRuntime } from '@gossamer/runtime-node';
import { median, medianInterval } from '../network/statistics.js';

const USUAL = ['mobilenetv2_100', 'mobilenetv4_conv_small', 'ghostnet_100', 'cspresnet50'];
const ROUNDS = 9;
/** Time of one contestant in one round, about. */
const BLOCK_MS = 400;

const cores = defaultThreads();
const named = process.argv.slice(2);

process.stdout.write(`${cores} cores; images/s, medians of ${ROUNDS} interleaved rounds\n`);
process.stdout.write(
  `${''.padEnd(24)}${`${cores} sessions x 1 thread`.padStart(24)}${`1 session x ${cores} threads`.padStart(24)}${'times as many'.padStart(16)}\n`,
);
for (const name of named.length === 0 ? USUAL : named) {
  const { sessions, threads } = await compare(name);
  const ratio = medianInterval(sessions.map((rate, round) => rate / (threads[round] as number)));
  const spread = `${ratio.value.toFixed(2)} (${ratio.low.toFixed(2)}-${ratio.high.toFixed(2)})`;
  process.stdout.write(
    `${name.padEnd(24)}${median(sessions).toFixed(1).padStart(24)}${median(threads).toFixed(1).padStart(24)}  ${spread}\n`,
  );
}

/** Images a second in every round. */
async function compare(name: string): Promise<{ sessions: number[]; threads: number[] }> {
  const spec = await findModel(name);
  const { channels, height, width } = spec.input;
  const { graph } = createModel(spec, { batch: 1, size: [height, width] });
  const weights = seededWeights(graph.params, 1);
  const onnx = await encodeOnnx(compile({ graph, weights }, { target: 'cpu', block: layoutBlock() }).model);
  await using pool = await createPool(onnx, { device: 'cpu', workers: cores, threads: 1 });
  await using session = await nodeRuntime({ device: 'cpu', threads: cores }).load(onnx);
  const feeds = { pixel_values: seededInput('pixel_values', [1, channels, height, width]) };
  const together = (count: number) => Promise.all(Array.from({ length: count }, () => pool.run(feeds)));
  const inTurn = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await (session as Session).run(feeds);
  };
  const rate = async (run: (count: number) => Promise<unknown>, count: number): Promise<number> => {
    const start = performance.now();
    await run(count);
    return (1000 * count) / (performance.now() - start);
  };
  await together(8);
  await inTurn(8);
  const count = Math.max(2 * cores, Math.ceil(((await rate(inTurn, 8)) * BLOCK_MS) / 1000));
  const rates = { sessions: [] as number[], threads: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    if (round % 2 === 0) rates.sessions.push(await rate(together, count));
    rates.threads.push(await rate(inTurn, count));
    if (round % 2 === 1) rates.sessions.push(await rate(together, count));
  }
  return rates;
}
