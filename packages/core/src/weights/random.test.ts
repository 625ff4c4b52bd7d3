import { describe, expect, it } from 'vitest';
import type { Init } from '../ir/init.js';
import { Parameter } from '../ir/value.js';
import { randomTensor } from './random.js';

async function draw(init: Init, shape: readonly number[], seed = 1, name = 'w'): Promise<Float32Array> {
  const parameter = new Parameter({ dtype: 'float32', shape }, name, 'weight', init);
  return (await randomTensor(parameter, seed).read()) as Float32Array;
}

function moments(values: Float32Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const kurtosis =
    values.reduce((sum, value) => sum + (value - mean) ** 4, 0) / values.length / variance ** 2;
  return {
    mean,
    variance,
    kurtosis,
    largest: values.reduce((max, value) => Math.max(max, Math.abs(value)), 0),
  };
}

// 147,456 values: the mean of n unit normals has deviation 0.0026, their variance 0.0037.
const SHAPE = [128, 128, 3, 3];

describe('random weights', () => {
  it('are constants where asked for', async () => {
    expect(await draw({ kind: 'constant', value: 1 }, [3])).toEqual(Float32Array.of(1, 1, 1));
  });

  it('have the moments of their distributions', async () => {
    const normal = moments(await draw({ kind: 'normal', std: 2 }, SHAPE));
    expect(normal.mean).toBeCloseTo(0, 1);
    expect(normal.variance / 4).toBeCloseTo(1, 1);
    expect(normal.kurtosis).toBeCloseTo(3, 0);
    const uniform = moments(await draw({ kind: 'uniform', bound: 3 }, SHAPE));
    expect(uniform.variance / 3).toBeCloseTo(1, 1);
    expect(uniform.kurtosis).toBeCloseTo(1.8, 1);
    expect(uniform.largest).toBeLessThanOrEqual(3);
    const truncated = moments(await draw({ kind: 'truncatedNormal', std: 0.02 }, SHAPE));
    expect(truncated.largest).toBeLessThanOrEqual(Math.fround(0.04));
    // Var of a unit normal cut to +-2 is 1 - 4 phi(2) / (2 Phi(2) - 1).
    expect(truncated.variance / 0.02 ** 2).toBeCloseTo(0.7737, 1);
  });

  it('scale with the fan', async () => {
    const fanIn = moments(await draw({ kind: 'kaimingNormal', gain: 2, mode: 'fanIn' }, [64, 128, 3, 3]));
    expect(fanIn.variance * 128 * 9).toBeCloseTo(2, 1);
    const fanOut = moments(await draw({ kind: 'kaimingNormal', gain: 2, mode: 'fanOut' }, [64, 128, 3, 3]));
    expect(fanOut.variance * 64 * 9).toBeCloseTo(2, 1);
    const grouped = moments(
      await draw({ kind: 'kaimingNormal', gain: 2, mode: 'fanOut', groups: 64 }, [64, 128, 3, 3]),
    );
    expect(grouped.variance * 9).toBeCloseTo(2, 0);
    const uniform = moments(await draw({ kind: 'kaimingUniform', gain: 1 / 3 }, [64, 128, 3, 3]));
    expect(uniform.variance * 128 * 9 * 3).toBeCloseTo(1, 1);
    expect(uniform.largest).toBeLessThanOrEqual(Math.fround(1 / Math.sqrt(128 * 9)));
  });

  it('depend on seed and name alone, and are uncorrelated between them', async () => {
    const normal = { kind: 'normal', std: 1 } as const;
    const [a, again, other, named] = await Promise.all([
      draw(normal, SHAPE),
      draw(normal, SHAPE),
      draw(normal, SHAPE, 2),
      draw(normal, SHAPE, 1, 'v'),
    ]);
    expect(again).toEqual(a);
    const correlation = (b: Float32Array) =>
      a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0) / a.length;
    expect(Math.abs(correlation(other))).toBeLessThan(0.02);
    expect(Math.abs(correlation(named))).toBeLessThan(0.02);
  });

  it('need an init', () => {
    const foreign = new Parameter({ dtype: 'float32', shape: [1] }, 'onnx::Conv_1', 'weight');
    expect(() => randomTensor(foreign)).toThrow(
      expect.objectContaining({ code: 'OPTION', path: 'onnx::Conv_1' }),
    );
  });
});
