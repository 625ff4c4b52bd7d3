import { describe, expect, it } from 'vitest';
import { checkNode } from '../testing/checkNode.js';
import { randomTensor } from '../testing/randomTensor.js';
import { Shape } from './shape.js';

describe('Shape', () => {
  it.each([
    [{}],
    [{ start: 2 }],
    [{ start: -1 }],
    [{ start: 1, end: 3 }],
    [{ end: -1 }],
    [{ start: -9, end: 9 }],
  ])('gives the axes of %j', async (attrs) => {
    for (const shape of [
      [2, 3, 5, 7],
      [4, 1, 6],
    ])
      await checkNode({ op: Shape, inputs: [randomTensor(shape, 1)], attrs });
  });

  it('needs opset 15 only for a part of the shape', () => {
    expect([Shape.opset?.({ start: 0 }, []), Shape.opset?.({ start: 2 }, [])]).toEqual([1, 15]);
  });
});
