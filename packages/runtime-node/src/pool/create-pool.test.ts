import { encodeOnnx } from '@gossamer/core/onnx';
import { interpret } from '@gossamer/core/reference';
import { seededInput } from '@gossamer/core/weights';
import { expectClose } from '@gossamer/testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBinding } from '../binding.js';
import { nodeRuntime } from '../node-runtime.js';
import { identityNetwork, smallNetwork } from '../testing/small-network.js';
import { createPool, type Pool } from './create-pool.js';
import { Crew } from './crew.js';
import { openHost } from './hosts.js';
import { PoolWorker } from './pool-worker.js';
import { WORKER_PROGRAM } from './worker-program.js';

let file: Uint8Array;
/** Runs take long enough to be stopped: 3 GMAC a picture. */
let large: Uint8Array;
beforeAll(async () => {
  file = await encodeOnnx(smallNetwork());
  large = await encodeOnnx(smallNetwork(256));
});

const input = (seed: number) => ({ x: seededInput(`x${seed}`, [2, 8, 8, 8]) });
const slow = () => ({ x: seededInput('x', [160, 256, 8, 8]) });
const onCpu = { device: 'cpu', workers: 2 } as const;

describe('createPool', () => {
  it('computes what the interpreter computes, for runs that overlap', async () => {
    await using pool = await createPool(file, onCpu);
    const runs = Array.from({ length: 12 }, (_, seed) => pool.run(input(seed)));
    expect(pool.waiting).toBe(10);
    for (const [seed, run] of runs.entries()) {
      const { y } = await interpret(smallNetwork(), input(seed));
      expectClose((await run).y as NonNullable<typeof y>, y as NonNullable<typeof y>, 1e-5);
    }
    expect(pool.inputs).toMatchObject([{ name: 'x', dtype: 'float32' }]);
    expect(pool.device).toBe('cpu');
  });

  it('takes views of larger buffers, shared memory and half floats', async () => {
    await using pool = await createPool(await encodeOnnx(identityNetwork('float16')), onCpu);
    const bits = Uint16Array.of(0, 0x3c00, 0xc000, 0x7bff);
    const shared = new Uint16Array(new SharedArrayBuffer(4));
    shared.set([0x3c00, 0x4000]);
    for (const data of [bits.subarray(1, 3), shared]) {
      const { y } = await pool.run({ x: { dtype: 'float16', shape: [1, 2], data } });
      expect(Array.from(y?.data as Uint16Array)).toEqual(Array.from(data));
    }
  });

  it('checks feeds and outputs before a worker sees them', async () => {
    await using pool = await createPool(file, onCpu);
    await expect(pool.run({})).rejects.toThrow('there is no tensor for "x"');
    await expect(pool.run(input(0), { outputs: ['z'] })).rejects.toThrow('there is no output "z"');
    const { middle, y } = await pool.run(input(0), { outputs: ['middle'] });
    expect(middle?.shape).toEqual([2, 8, 8, 8]);
    expect(y).toBeUndefined();
  });

  it('says why a file is refused', async () => {
    await expect(createPool(new TextEncoder().encode('some text'), onCpu)).rejects.toMatchObject({
      code: 'RUNTIME',
      hint: 'it looks like text',
    });
    await expect(createPool('/nowhere/a.onnx', onCpu)).rejects.toMatchObject({ code: 'IO' });
    await expect(createPool(file, { workers: 0 })).rejects.toMatchObject({ code: 'OPTION' });
  });

  it('refuses more than may wait, and tells when there is room', async () => {
    await using pool = await createPool(file, { ...onCpu, workers: 1, maxQueue: 2 });
    const runs = [0, 1, 2].map((seed) => pool.run(input(seed)));
    await expect(pool.run(input(3))).rejects.toThrow('2 runs wait already, the limit is 2');
    await pool.room();
    expect(pool.waiting).toBe(0);
    await Promise.all(runs);
  });

  it('lets runs finish before it is gone', async () => {
    const pool = await createPool(file, onCpu);
    const runs = Array.from({ length: 8 }, (_, seed) => pool.run(input(seed)));
    await pool.dispose();
    expect(await Promise.all(runs)).toHaveLength(8);
    expect(pool.workerIds).toEqual([]);
    await expect(pool.run(input(0))).rejects.toThrow('the pool is disposed');
  });
});

describe('a signal', () => {
  it('takes a waiting run out of the queue and leaves the workers alone', async () => {
    await using pool = await createPool(large, { ...onCpu, workers: 1 });
    const threads = pool.workerIds;
    const running = pool.run(slow());
    const stop = new AbortController();
    const waiting = pool.run(slow(), { signal: stop.signal });
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
    expect(pool.waiting).toBe(0);
    await running;
    expect(pool.workerIds).toEqual(threads);
  });

  it.each(['thread', 'process'] as const)('costs a running one its worker (%s)', async (isolation) => {
    await using pool = await createPool(large, { ...onCpu, workers: 1, isolation });
    const before = pool.workerIds;
    const stop = new AbortController();
    const run = pool.run(slow(), { signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await expect(run).rejects.toMatchObject({ code: 'ABORTED' });
    expect((await pool.run({ x: seededInput('x', [1, 256, 8, 8]) })).y?.shape).toEqual([1, 256, 8, 8]);
    expect(pool.workerIds).toHaveLength(1);
    expect(pool.workerIds).not.toEqual(before);
    if (isolation === 'process') expect(() => process.kill(before[0] as number, 0)).toThrow('ESRCH');
  });
});

describe('a pool of processes', () => {
  it('computes the same, and survives the death of one in native code', async () => {
    await using session = await nodeRuntime({ device: 'cpu', threads: 1 }).load(file);
    await using pool = await createPool(file, { ...onCpu, workers: 1, isolation: 'process' });
    const { y } = await session.run(input(1));
    expect((await pool.run(input(1))).y?.data).toEqual(y?.data);
    const run = pool.run(input(1));
    process.kill(pool.workerIds[0] as number, 'SIGSEGV');
    expect((await run).y?.data).toEqual(y?.data);
  });
});

/** A crew whose workers exit where `x` holds -1, as one does that runs out of memory. */
async function fragileCrew(pool: Pool, deaths: number): Promise<{ crew: Crew; spawned: () => number }> {
  // The main thread and the workers count down together.
  const die = new Int32Array(new SharedArrayBuffer(4)).fill(deaths);
  const trap = `let die;
    require('node:worker_threads').parentPort.on('message', (message) => {
      die ??= message.die;
      if (message.feeds && Atomics.sub(die, 0, 1) > 0) process.exit(7);
    });`;
  const { modulePath = '' } = await loadBinding();
  let spawned = 0;
  const start = { modulePath, model: file, options: { intraOpNumThreads: 1 }, die };
  const spawn = () => {
    spawned++;
    return new PoolWorker(start, openHost('thread', trap + WORKER_PROGRAM));
  };
  const crew = new Crew(pool.workers, spawn);
  for (let i = 0; i < pool.workers; i++) {
    const worker = spawn();
    await worker.ready;
    crew.join(worker);
  }
  return { crew, spawned: () => spawned };
}

describe('a worker that dies', () => {
  it.each([
    [1, 'its run is done by another'],
    [2, 'a run that kills two is given up, the next one is done'],
  ])('%i time: %s', async (deaths) => {
    await using pool = await createPool(file, { ...onCpu, workers: 1 });
    const { crew, spawned } = await fragileCrew(pool, deaths);
    const { dtype, shape, data } = input(0).x;
    const message = { feeds: [['x', { type: dtype, dims: shape, data }]], outputs: ['y'] } as const;
    const run = crew.run(message);
    if (deaths === 1) expect(await run).toMatchObject([['y', { dims: [2, 8, 8, 8] }]]);
    else await expect(run).rejects.toThrow(/two workers died during this run: it exited with code 7/);
    expect(await crew.run(message)).toMatchObject([['y', { dims: [2, 8, 8, 8] }]]);
    expect(spawned()).toBe(1 + deaths);
    await crew.drain();
  });
});

describe('a pool beside a session', () => {
  it('gives the same bits', async () => {
    await using session = await nodeRuntime({ device: 'cpu', threads: 1 }).load(file);
    await using pool = await createPool(file, onCpu);
    expect((await pool.run(input(5))).y?.data).toEqual((await session.run(input(5))).y?.data);
  });
});
