import { expect, it } from 'vitest';
import { parseWords } from '../command/parse-words.js';
import { temporaryFolder } from '../testing/run-gossamer.js';
import { writeConvolution } from '../testing/write-convolution.js';
import { axesOf, axisFlags, sharedFlags } from './bench-words.js';
import { compareAll } from './comparisons.js';
import { planVariants } from './plan.js';
import { resultOf } from './result.js';
import { runBenchmark } from './run-benchmark.js';

it('where memory is short measures one after the other, and compares only what shared its rounds', async () => {
  const folder = temporaryFolder();
  const files = ['a.onnx', 'b.onnx', 'c.onnx'].map((name) => folder.file(name));
  for (const file of files) await writeConvolution(file, 0.5);
  const { signal } = new AbortController();
  const axes = axesOf(parseWords(['--size', '32', '--threads', '1'], axisFlags).flags);
  const { flags } = parseWords([], sharedFlags);
  const variants = await planVariants(
    { words: files.slice(1), compare: files.slice(0, 1), axes, flags },
    { signal },
  );
  // Room for two: the check is made before the second session of a group, and before the third.
  const room = [true, false, true];
  const measuring = { rounds: 9, minMs: 0, warmUpRuns: 1, signal, progress: () => {} };
  const { measured, stopped } = await runBenchmark(variants, {
    ...measuring,
    roomForMore: () => room.shift() ?? false,
  });
  const results = measured.map(resultOf);
  expect(stopped).toBe(false);
  expect(results.map(({ variant, group }) => [variant.model, group])).toEqual([
    [files[0], 0],
    [files[1], 0],
    [files[2], 1],
  ]);
  expect(compareAll(results).map(({ a, b }) => [a.variant.model, b.variant.model])).toEqual([
    [files[1], files[0]],
  ]);
  for (const { contestant } of measured) {
    await expect(contestant.run()).rejects.toThrow('the session is disposed');
  }
});
