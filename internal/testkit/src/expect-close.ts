// Compares two tensors by the largest difference relative to the largest value.
import { numbersOf, type TestTensor } from './tensor.js';

/**
 * Asserts equal dtypes, equal shapes and max|actual - expected| <= tolerance * max|expected|.
 * Infinities and NaN must stand at the same places. `what` opens the message.
 */
export function expectClose(
  actual: TestTensor,
  expected: TestTensor,
  tolerance: number,
  what = 'tensor',
): void {
  const [found, wanted] = [typeOf(actual), typeOf(expected)];
  if (found !== wanted) throw new Error(`${what} is ${found}, expected ${wanted}`);
  const [a, b] = [numbersOf(actual), numbersOf(expected)];
  if (a.length !== b.length) throw new Error(`${what} has ${a.length} elements, expected ${b.length}`);
  const limit = tolerance * largest(b);
  a.forEach((value, index) => {
    const other = b[index] as number;
    if (Object.is(value, other) || value === other || Math.abs(value - other) <= limit) return;
    throw new Error(`${what}[${index}] of ${wanted} is ${value}, expected ${other} within ${limit}`);
  });
}

/** max|a - b| / max|b|, the number `expectClose` holds against its tolerance; NaN where either has a NaN. */
export function maxRelativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let difference = 0;
  for (let i = 0; i < expected.length; i++) {
    difference = Math.max(difference, Math.abs((actual[i] as number) - (expected[i] as number)));
  }
  return difference === 0 ? 0 : difference / largest(expected);
}

function largest(values: ArrayLike<number>): number {
  let max = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i] as number);
    if (size > max && size !== Number.POSITIVE_INFINITY) max = size;
  }
  return max;
}

function typeOf({ dtype, shape }: TestTensor): string {
  return `${dtype}[${shape.join(',')}]`;
}
