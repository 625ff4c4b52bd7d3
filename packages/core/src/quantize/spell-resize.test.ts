// Resizes of some axes become resizes of all of them, with the same elements.
import { expect, it } from 'vitest';
import { constant, emit } from '../ir/scope.js';
import type { Tensor } from '../ir/tensor-data.js';
import { Resize } from '../ops/resize.js';
import { runPasses } from '../passes/pass.js';
import { inputsOf, networkOf, openOnnxruntime } from '../testing/quantizing.js';
import { spellResize } from './spell-resize.js';

it.each([
  [3, 7],
  [4, 7],
  [6, 14],
  [7, 14],
  [5, 13],
  [14, 5],
])('from %i to %i', async (from, to) => {
  const attrs = {
    mode: 'nearest',
    coordinate_transformation_mode: 'asymmetric',
    nearest_mode: 'floor',
    axes: [2, 3],
  } as const;
  const shape = [1, 2, from, from];
  const model = networkOf(shape, (s, x) =>
    emit(s, Resize, [x, undefined, undefined, constant([to, to])], attrs),
  );
  const { model: spelt } = runPasses(model, [spellResize]);
  const [x] = inputsOf(shape, 1) as [Tensor];
  const [expected, found] = await Promise.all(
    [model, spelt].map(async (each) => (await (await openOnnxruntime(each)).run({ x })).y),
  );
  expect(found).toEqual(expected);
  // 7/3 rounded to float32 picks other elements, or another size.
  if (from !== 6) expect(spelt.graph.nodes[0]?.attrs).not.toHaveProperty('axes');
});
