// The kernel and the bias that parallel branches add up to.

import { Parameter } from '../ir/value.js';
import { normFactors } from './derive-parameter.js';
import type { PlacedBranch } from './parallel-branch.js';

type Read = (parameter: Parameter) => Float32Array;

/** Parameters of all branches, in the order in which the functions below get their data. */
export function sourcesOf(branches: readonly PlacedBranch[]): readonly Parameter[] {
  return branches.flatMap(({ conv, norm }) =>
    [conv, norm].flatMap((node) => node?.inputs.filter((value) => value instanceof Parameter) ?? []),
  );
}

/** Looks the data of a parameter up in what was read for `sources`. */
export function reader(sources: readonly Parameter[], data: readonly Float32Array[]): Read {
  const known = new Map(sources.map((source, index) => [source, data[index] as Float32Array]));
  return (parameter) => known.get(parameter) as Float32Array;
}

/** The sum of the branches' kernels, each scaled by its norm and put in its place; float64, rounded once. */
export function mergedWeight(
  branches: readonly PlacedBranch[],
  shape: readonly [out: number, inPerGroup: number, ...kernel: number[]],
  read: Read,
): Float32Array {
  const [out, inPerGroup, ...kernel] = shape;
  const area = kernel.reduce((product, size) => product * size, 1);
  const sum = new Float64Array(out * inPerGroup * area);
  for (const branch of branches) {
    const { places } = branch;
    const factors = factorsOf(branch, out, read);
    const weight = branch.conv === undefined ? undefined : read(branch.conv.inputs[1] as Parameter);
    for (let row = 0; row < out * inPerGroup; row++) {
      const m = Math.floor(row / inPerGroup);
      const isOwn = row % inPerGroup === m % inPerGroup;
      places.forEach((place, tap) => {
        const value = weight === undefined ? Number(isOwn) : (weight[row * places.length + tap] as number);
        const at = row * area + place;
        sum[at] = (sum[at] as number) + value * (factors[m] as number);
      });
    }
  }
  return Float32Array.from(sum);
}

/** The sum of the branches' biases, each carried through its norm. */
export function mergedBias(branches: readonly PlacedBranch[], out: number, read: Read): Float32Array {
  const sum = new Float64Array(out);
  for (const branch of branches) {
    const { conv, norm } = branch;
    const factors = factorsOf(branch, out, read);
    const bias = conv?.inputs[2] === undefined ? undefined : read(conv.inputs[2] as Parameter);
    const [, , shift, mean] = (norm?.inputs ?? []) as readonly Parameter[];
    const [added, taken] = [shift, mean].map((parameter) => parameter && read(parameter));
    for (let m = 0; m < out; m++) {
      const centred = (bias?.[m] ?? 0) - (taken?.[m] ?? 0);
      sum[m] = (sum[m] as number) + centred * (factors[m] as number) + (added?.[m] ?? 0);
    }
  }
  return Float32Array.from(sum);
}

function factorsOf({ norm }: PlacedBranch, out: number, read: Read): Float64Array {
  if (norm === undefined) return new Float64Array(out).fill(1);
  const [, scale, , , variance] = norm.inputs as readonly Parameter[];
  return normFactors(read(scale as Parameter), read(variance as Parameter), norm.attrs.epsilon);
}
