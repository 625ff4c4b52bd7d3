import { expect, it } from 'vitest';
import { checkOutputs, outputProblem } from './check-outputs.js';

const outputs = (...values: number[]) => ({
  y: { dtype: 'float32' as const, shape: [values.length], data: Float32Array.from(values) },
});

it('counts what no living network gives', () => {
  const check = checkOutputs(outputs(1, -2, Number.NaN, Number.NEGATIVE_INFINITY, 1e-40, -1e-39, 0));
  expect(check).toEqual({ elements: 7, nan: 1, infinite: 1, denormal: 2, zero: 1, largest: 2 });
  expect(outputProblem(check)).toContain('of 7 outputs: 1 NaN, 1 infinite, 2 denormal;');
});

it('is content with small numbers that are normal, and with some zeros', () => {
  expect(outputProblem(checkOutputs(outputs(2 ** -126, -1.2e-38, 0)))).toBeUndefined();
  expect(outputProblem(checkOutputs(outputs(0)))).toBeUndefined();
});

it('sees networks that give nothing but zeros', () => {
  expect(outputProblem(checkOutputs(outputs(0, 0, 0)))).toContain('all 0');
});

it('knows the limits of half precision, and passes over integers', () => {
  const half = { dtype: 'float16' as const, shape: [2], data: Uint16Array.of(0x3c00, 0x0001) };
  const index = { dtype: 'int64' as const, shape: [1], data: BigInt64Array.of(0n) };
  expect(checkOutputs({ half, index })).toMatchObject({ elements: 2, denormal: 1 });
});
