// What onnxruntime's arena really takes for a network's activations, as its own log tells.

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RuntimeError } from '@gossamer/core';
import { loadBinding } from '../binding.js';

/** Runs a network twice, one thread, halves in all its inputs: the second run follows the plan the first one made. */
const SCRIPT = `
const [modulePath, file, shapes] = process.argv.slice(1);
const { env, InferenceSession, Tensor } = require(modulePath);
env.logLevel = 'verbose';
(async () => {
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1, logSeverityLevel: 2 });
  const feeds = Object.fromEntries(Object.entries(JSON.parse(shapes)).map(([name, shape]) =>
    [name, new Tensor('float32', new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(0.5), shape)]));
  process.stderr.write('\\ncreated\\n');
  await session.run(feeds);
  await session.run(feeds);
})().catch((error) => { process.stdout.write(String(error?.message ?? error)); process.exitCode = 1; });
`;

const TIMEOUT_MS = 120_000;
const LARGEST_LOG = 2 ** 28;

/**
 * Bytes by which the arena of onnxruntime's CPU provider grows while a network runs, weights not counted. In a
 * process of its own, because the log is the whole process's.
 *
 * @param shapes Of each float32 input, by name, every size known
 * @throws RuntimeError where the network does not run or the log does not tell
 */
export async function arenaGrowth(
  onnx: Uint8Array,
  shapes: Readonly<Record<string, readonly number[]>>,
): Promise<number> {
  const { modulePath } = await loadBinding();
  const folder = await mkdtemp(join(tmpdir(), 'gossamer-arena-'));
  try {
    const file = join(folder, 'network.onnx');
    await writeFile(file, onnx);
    return growthIn(await logOf(['-e', SCRIPT, '--', modulePath ?? '', file, JSON.stringify(shapes)]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function logOf(args: readonly string[]): Promise<string> {
  const options = { timeout: TIMEOUT_MS, maxBuffer: LARGEST_LOG };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, options, (failure, stdout, log) => {
      if (failure === null) resolve(log);
      else
        reject(new RuntimeError(`the network did not run: ${stdout || failure.message}`, { cause: failure }));
    });
  });
}

function growthIn(log: string): number {
  const [, runs = ''] = log.split('\ncreated\n');
  const steps = [...runs.matchAll(/Extended allocation by (\d+) bytes/g)].map(([, bytes]) => Number(bytes));
  if (steps.length > 0) return steps.reduce((sum, bytes) => sum + bytes, 0);
  throw new RuntimeError("onnxruntime's log does not tell what its arena took", {
    hint: 'this version of onnxruntime logs in another way; 1.30 is known to work',
  });
}
