import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Tensor } from '@gossamer/core';
import { interpret } from '@gossamer/core/reference';
import { seededInput } from '@gossamer/core/weights';
import { expectClose } from '@gossamer/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultThreads } from './machine/default-threads.js';
import { type Bundle, bundle } from './testing/bundle.js';
import { controlGroup, noControlGroups } from './testing/control-group.js';
import { smallNetwork } from './testing/small-network.js';

const run = promisify(execFile);

interface Result {
  readonly device: string;
  readonly error: string;
  readonly y: Omit<Tensor, 'data'> & { readonly data: number[] };
}

let program: Bundle;
let wanted: Tensor;
beforeAll(async () => {
  program = await bundle('run-small.ts');
  wanted = (await interpret(smallNetwork(), { x: seededInput('x', [2, 8, 8, 8]) })).y as Tensor;
});
afterAll(() => program[Symbol.asyncDispose]());

describe('a process of its own', () => {
  it('writes nothing but what the program writes, also where a file is refused', async () => {
    const { stdout, stderr } = await run(process.execPath, [program.path]);
    expect(stderr).toBe('');
    const result = JSON.parse(stdout) as Result;
    expect(result.device).toBe('cpu');
    expect(result.error).toContain('protobuf parsing failed');
    expectClose(result.y, wanted, 1e-5);
  });

  it('takes a long command line, which crashes onnxruntime where its telemetry is on', async () => {
    const pictures = Array.from({ length: 2000 }, (_, i) => `/a/folder/of/many/pictures/${i}.jpg`);
    const { stdout } = await run(process.execPath, [program.path, 'cpu', ...pictures]);
    expectClose((JSON.parse(stdout) as Result).y, wanted, 1e-5);
  });

  it('writes nothing either where devices are looked for', async () => {
    const { stdout, stderr } = await run(process.execPath, [program.path, 'auto']);
    expect(stderr).toBe('');
    expectClose((JSON.parse(stdout) as Result).y, wanted, 1e-4);
  });
});

describe('worker threads', () => {
  it('run side by side, six at once', async () => {
    const workers = Array.from({ length: 6 }, () => new Worker(program.path));
    const results = await Promise.all(
      workers.map(
        (worker) =>
          new Promise<Result>((resolve, reject) => {
            worker.once('message', resolve);
            worker.once('error', reject);
          }),
      ),
    );
    for (const { y } of results) expectClose(y, wanted, 1e-5);
    await Promise.all(workers.map((worker) => worker.terminate()));
  });
});

const refusal = noControlGroups();

describe.skipIf(refusal !== undefined)(
  `a real quota (${refusal ?? 'control groups can be made here'})`,
  () => {
    it.each([1, 2])('of %i processors limits the threads', { timeout: 60_000 }, async (processors) => {
      await using limits = await bundle('limits.ts');
      using group = controlGroup(processors);
      const { stdout } = await run('sh', ['-c', group.script, process.execPath, limits.path]);
      const { quota, threads, shared, y } = JSON.parse(stdout) as {
        quota: number;
        threads: number;
        shared: boolean;
        y: number[];
      };
      expect(quota).toBe(processors);
      expect(threads).toBe(Math.min(processors, defaultThreads()));
      if (processors < availableParallelism()) expect(shared).toBe(true);
      expectClose({ ...wanted, data: Float32Array.from(y) }, wanted, 1e-5);
    });
  },
);

/** Chromium's software Vulkan driver: an adapter on machines without a GPU. */
const driver = '/usr/lib/chromium/vk_swiftshader_icd.json';

describe.skipIf(!existsSync(driver))(`WebGPU on a software driver (${driver})`, () => {
  it('runs when asked for by name', { timeout: 120_000 }, async () => {
    const env = { ...process.env, VK_ICD_FILENAMES: driver, LD_LIBRARY_PATH: '/usr/lib/chromium' };
    const { stdout } = await run(process.execPath, [program.path, 'webgpu'], { env });
    const result = JSON.parse(stdout) as Result;
    expect(result.device).toBe('webgpu');
    expectClose(result.y, wanted, 1e-5);
  });
});
