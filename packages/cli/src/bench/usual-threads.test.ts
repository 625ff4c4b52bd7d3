import { availableParallelism } from 'node:os';
import { expect, it } from 'vitest';
import { usualThreads } from './usual-threads.js';

it('one thread needs no look at the neighbours', async () => {
  expect(await usualThreads(1)).toEqual({ threads: 1, processorShare: 1 });
});

it('with more threads than processors most of them wait: one is measured', async () => {
  const { threads, processorShare } = await usualThreads(4 * availableParallelism());
  expect(threads).toBe(1);
  expect(processorShare).toBeGreaterThan(0);
  expect(processorShare).toBeLessThan(0.5);
});
