// Diagrams: every node in a box, every box and arrow inside the drawing.

import { createModel } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import { describe, expect, it } from 'vitest';
import { type BlockFigure, initialValues } from '../papers/block-figure.js';
import { BLOCK_FIGURES } from '../papers/blocks/index.js';
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
