// Diagrams: every node in a box, every box and arrow inside the drawing.

import { createModel } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import { describe, expect, it } from 'vitest';
import { type BlockFigure, initialValues } from '../papers/block-figure.js';
import { BLOCK_FIGURES } from '../papers/blocks/index.js';
import { type FrontPoint, placeNames } from './front-plot.js';
import { graphBoxes } from './graph-boxes.js';
import { placeBoxes } from './place-boxes.js';

const figures = Object.entries<BlockFigure>(BLOCK_FIGURES);

describe.each(figures)('%s', (_, figure) => {
  const graph = figure.build(initialValues(figure));

  it('is drawn whole', () => {
    const { boxes } = graphBoxes(graph);
    const convolutions = boxes.filter(({ kind }) =>
      ['dense', 'pointwise', 'grouped', 'depthwise'].includes(kind),
    );
    expect(convolutions).toHaveLength(graph.nodes.filter(({ op }) => op.name === 'Conv').length);
  });

  it('lies within its drawing', () => {
    const { width, height, boxes, arrows } = placeBoxes(graphBoxes(graph));
    for (const box of boxes) {
      expect(Math.min(box.x, box.y)).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width).toBeLessThanOrEqual(width);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
    }
    for (const { path } of arrows) {
      const numbers = [...path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
      for (const [x = -1, y = -1] of numbers) {
        expect(x >= 0 && x <= width && y >= 0 && y <= height, path).toBe(true);
      }
    }
  });
});

it('counts every cost once', async () => {
  const { graph } = createModel(await findModel('mobilenetv3_small_100'), { batch: 1 });
  const { boxes } = graphBoxes(graph);
  const macs = boxes.reduce((sum, box) => sum + box.macs, 0);
  const params = boxes.reduce((sum, box) => sum + box.params, 0);
  expect([params, Math.round(macs / 1e5) / 10]).toEqual([2_542_856, 56.5]);
});

it('writes no name on another or on the line', () => {
  const points = [58, 65, 67.6, 75.8, 76.5, 77.3, 79.9, 82.9, 83.5].map(
    (accuracy, i): FrontPoint => ({ name: `n${i}`, cost: 2 ** i, accuracy, front: true }),
  );
  const names = placeNames(points, 1.2);
  for (const [i, { at, accuracy }] of names.entries()) {
    expect(at).toBeLessThanOrEqual(accuracy - 0.6);
    if (i > 0) expect(at).toBeLessThanOrEqual((names[i - 1]?.at ?? 0) - 1.2);
  }
});
