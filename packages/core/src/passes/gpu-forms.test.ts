// What GPUs are given: the graph before and after, and what they are told.
import { describe, expect, it } from 'vitest';
import { symbolicDim } from '../ir/dim.js';
import { printGraph } from '../ir/print.js';
import { emit } from '../ir/scope.js';
import { HardSwish } from '../ops/hardSwish.js';
import { Resize } from '../ops/resize.js';
import { shapeOf } from '../ops/shape.js';
import { conv, expectSame, graphOf } from '../testing/passGraphs.js';
import { auditCapture } from './audit-capture.js';
import { gateHardSwish } from './gate-hard-swish.js';

describe('gateHardSwish', () => {
  it('spells HardSwish as a product', async () => {
    const graph = graphOf([1, 2, 3, 4], (s, x) => emit(s('act'), HardSwish, [x], {}));
    const { graph: gated } = await expectSame(graph, [gateHardSwish]);
    expect(printGraph(gated)).toMatchInlineSnapshot(`
      "graph test(%x: float32[1,2,3,4]) {
        %0: float32[1,2,3,4] = HardSigmoid(%x) {alpha=0.1666667} @act
        %1: float32[1,2,3,4] = Mul(%x, %0) @act
        return y=%1
      }"
    `);
  });
});

describe('auditCapture', () => {
  it('names open sizes and arithmetic on int64', async () => {
    const dims = ['N', 'H', 'W'].map(symbolicDim);
    const graph = graphOf([dims[0] as never, 2, dims[1] as never, dims[2] as never], (s, x) => {
      const half = conv(s('a'), x, { out: 2, stride: 2 });
      const attrs = {
        coordinate_transformation_mode: 'asymmetric',
        nearest_mode: 'floor',
        axes: [2, 3],
      } as const;
      return emit(s('up'), Resize, [half, undefined, undefined, shapeOf(s('up'), x, 2)], attrs);
    });
    const { reports } = await expectSame(graph, [auditCapture]);
    expect(reports[0]).toMatchObject({
      changed: 0,
      notes: [
        'sizes N, H, W are open: bind them where the device is to capture the graph',
        'int64 arithmetic: Shape at up, Resize at up',
      ],
    });
  });

  it('has nothing to say of a graph of known sizes', async () => {
    const { reports } = await expectSame(
      graphOf([1, 2, 4, 4], (s, x) => conv(s, x, { out: 2 })),
      [auditCapture],
    );
    expect(reports[0]?.notes).toEqual([]);
  });
});
