// A program of the tests: creates, runs and disposes sessions, or runs one session, and prints the resident memory.
// Arguments: how many sessions, how many runs, how many points the curve has.

import { encodeOnnx } from '@gossamer/core/onnx';
import { seededInput } from '@gossamer/core/weights';
import { nodeRuntime } from '../../index.js';
import { smallNetwork } from '../small-network.js';

const [sessions = 300, runs = 0, points = 6] = process.argv.slice(2).map(Number);
const runtime = nodeRuntime({ device: 'cpu', threads: 1 });

async function curveOf(count: number, step: () => Promise<void>): Promise<number[]> {
  const curve: number[] = [];
  const each = Math.ceil(count / points);
  for (let cycle = 1; cycle <= count; cycle++) {
    await step();
    if (cycle % each === 0) curve.push(process.memoryUsage().rss);
  }
  return curve;
}

// Many sessions are small, so that ten thousand of them fit a test; few are large, so that each one lost shows.
const channels = sessions > 1000 ? 32 : 128;
const file = await encodeOnnx(smallNetwork(channels));
const input = { x: seededInput('x', [1, channels, 8, 8]) };
const created = await curveOf(sessions, async () => {
  await using session = await runtime.load(file);
  await session.run(input);
});
await using session = await runtime.load(await encodeOnnx(smallNetwork()));
const small = { x: seededInput('x', [1, 8, 8, 8]) };
const ran = await curveOf(runs, async () => void (await session.run(small)));
process.stdout.write(JSON.stringify({ sessions: created, runs: ran }));
