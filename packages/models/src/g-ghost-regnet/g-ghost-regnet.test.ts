// All twelve official networks by their sizes, and strides replaced by dilation.
import { summarize } from '@gossamer/core/analysis';
import { describe, expect, it } from 'vitest';
import { findModel } from '../catalog/index.js';
import { createModel, g_ghost_regnetx_002, g_ghost_regnetx_006, g_ghost_regnetx_032 } from './index.js';

/** Measured on the official PyTorch code at 224x224. */
const official: readonly (readonly [number: string, params: number, megaMacs: number])[] = [
  ['002', 1825440, 130.9],
  ['004', 2884456, 221.2],
  ['006', 4029776, 389.8],
  ['008', 5248328, 528.6],
  ['016', 7109660, 1021.4],
  ['032', 10511000, 1801.7],
  ['040', 15726268, 2228.4],
  ['064', 17993748, 4055.3],
  ['080', 24586928, 4149.7],
  ['120', 30627208, 7377.5],
  ['160', 32381704, 8997.4],
  ['320', 62815448, 17157.8],
];

describe('G-Ghost RegNet', () => {
  it.each(official)(
    '%s has %i parameters and %f million multiply-accumulates',
    async (number, params, megaMacs) => {
      const { graph } = createModel(await findModel(`g_ghost_regnetx_${number}`), { batch: 1 });
      const { params: found, macs } = summarize(graph);
      expect([found, Number((Number(macs) / 1e6).toFixed(1))]).toEqual([params, megaMacs]);
    },
  );

  it('is a sequence of plain blocks where a layer has no more than two', () => {
    const keys = [...createModel(g_ghost_regnetx_032).graph.params.keys()];
    const kinds = [1, 2, 3, 4].map((layer) => keys.some((key) => key.startsWith(`layer${layer}.base`)));
    expect(kinds).toEqual([false, true, true, false]);
  });

  it.each([
    [{ outputStride: 16 }, [false, false, false, true], [2, 4, 8, 16, 16]],
    [{ outputStride: 8 }, [false, false, true, true], [2, 4, 8, 8, 8]],
    [
      { outputStride: 16, replaceStrideWithDilation: [false, true, false, false] },
      [false, true, false, false],
      [2, 4, 4, 8, 16],
    ],
  ] as const)('%j dilates the layers %j', (options, replaceStrideWithDilation, reductions) => {
    const asked = createModel(g_ghost_regnetx_002, options);
    const spelt = createModel(g_ghost_regnetx_002, { replaceStrideWithDilation });
    const windows = ({ graph }: typeof asked) => graph.nodes.map(({ op, attrs }) => [op.name, attrs]);
    expect(asked.features.map((feature) => feature.reduction)).toEqual(reductions);
    expect(windows(asked)).toEqual(windows(spelt));
  });

  it.each([
    [{ cheapRatio: 1 }, 'cheapRatio 1 leaves no channels for the blocks'],
    [{ cheapRatio: 1.5 }, 'option cheapRatio should be from 0 to 1, found 1.5'],
    [{ depths: [1, 1, 1, 1] }, 'a G-Ghost stage has at least 2 blocks, found 1'],
    [
      { replaceStrideWithDilation: [true] },
      'option replaceStrideWithDilation should be 4 of true or false, found [true]',
    ],
  ])('refuses %j', (options, reason) => {
    expect(() => createModel(g_ghost_regnetx_006, options)).toThrow(
      expect.objectContaining({ code: 'OPTION', reason, within: 'g_ghost_regnetx_006' }),
    );
  });
});
