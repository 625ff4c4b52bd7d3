// Holds a converted network against its float original on probes.

import { PassError } from '../errors.js';
import type { Model } from '../ir/model.js';
import { type Tensor, toNumbers } from '../ir/tensor-data.js';
import type { AbortSignalLike } from '../weights/lazy-tensor.js';
import { onlyInput } from './observe.js';
import type { OpenModel, Samples } from './open-model.js';

export interface Comparison {
  /** Pictures compared. */
  readonly count: number;
  /** Cosine between the outputs, the mean over pictures; of several outputs the worst. */
  readonly cosine: number;
  /** The smallest cosine of any picture. */
  readonly worstCosine: number;
  /** Share of pictures whose largest element is the same one; undefined unless the first output is a vector a picture. */
  readonly top1: number | undefined;
  /** Largest difference over the largest magnitude of the original's output. */
  readonly maxError: number;
  /** Signal to noise of the outputs in dB: 10 log10(sum float^2 / sum difference^2). */
  readonly sqnr: number;
}

/** What a converted network has to reach. */
export interface QualityBound {
  readonly cosine: number;
  readonly top1: number;
}

export interface CompareOptions {
  readonly open: OpenModel;
  readonly probes: Samples;
  readonly signal?: AbortSignalLike | undefined;
}

/** Runs both models on every probe. @throws PassError where there are no probes */
export async function compareModels(
  original: Model,
  converted: Model,
  options: CompareOptions,
): Promise<Comparison> {
  const probes: Tensor[] = [];
  for await (const probe of options.probes) probes.push(probe);
  const expected = await outputsOf(original, probes, options);
  return compareOutputs(expected, await outputsOf(converted, probes, options));
}

/** The outputs for each probe, in the graph's order. */
export async function outputsOf(
  model: Model,
  probes: readonly Tensor[],
  { open, signal }: Omit<CompareOptions, 'probes'>,
): Promise<readonly (readonly Tensor[])[]> {
  const { name } = onlyInput(model.graph);
  const opened = await open(model);
  try {
    const all: (readonly Tensor[])[] = [];
    for (const probe of probes) {
      signal?.throwIfAborted();
      const results = await opened.run({ [name]: probe });
      all.push(model.graph.outputs.map((output) => results[output.name] as Tensor));
    }
    return all;
  } finally {
    await opened.dispose();
  }
}

/** Compares what two models gave for the same probes. @throws PassError where there are none */
export function compareOutputs(
  expected: readonly (readonly Tensor[])[],
  found: readonly (readonly Tensor[])[],
): Comparison {
  const totals = new Map<number, Totals>();
  expected.forEach((tensors, probe) => {
    tensors.forEach((tensor, output) => {
      const sums = totals.get(output) ?? new Totals();
      totals.set(output, sums);
      sums.add(tensor, found[probe]?.[output] as Tensor);
    });
  });
  const all = [...totals.values()];
  const [first] = all;
  if (first === undefined)
    throw new PassError('there is nothing to compare on', { hint: 'give at least one probe' });
  return {
    count: first.count,
    cosine: Math.min(...all.map((sums) => sums.cosines / sums.count)),
    worstCosine: Math.min(...all.map((sums) => sums.worst)),
    top1: first.isVector ? first.agreed / first.count : undefined,
    maxError: Math.max(...all.map((sums) => sums.difference / (sums.peak || 1))),
    sqnr: Math.min(...all.map((sums) => 10 * Math.log10(sums.signal / sums.noise))),
  };
}

/** A share over fewer pictures than this says nothing. */
const LEAST_FOR_TOP1 = 10;

/** True where the comparison reaches the bound; NaN reaches none. Top-1 counts from ten pictures on. */
export function reaches({ cosine, top1, count }: Comparison, bound: QualityBound): boolean {
  return cosine >= bound.cosine && (top1 === undefined || count < LEAST_FOR_TOP1 || top1 >= bound.top1);
}

/** @throws PassError with the figures where the comparison is below the bound */
export function requireQuality(comparison: Comparison, bound: QualityBound, what: string): void {
  if (reaches(comparison, bound)) return;
  throw new PassError(`${what} is too far from the float network: ${describeComparison(comparison)}`, {
    hint: `the bound is cosine ${bound.cosine} and the same top-1 on ${percent(bound.top1)}; calibrate with more and real pictures, keep the worst layers float, or force it`,
    details: { comparison, bound },
  });
}

/** `cosine 0.9981 (worst 0.9902), top-1 98.4 %, max error 3.1e-2, 26.2 dB over 64 pictures`. */
export function describeComparison({ count, cosine, worstCosine, top1, maxError, sqnr }: Comparison): string {
  const agreed = top1 === undefined ? '' : `, top-1 ${percent(top1)}`;
  return `cosine ${cosine.toFixed(4)} (worst ${worstCosine.toFixed(4)})${agreed}, max error ${maxError.toExponential(1)}, ${sqnr.toFixed(1)} dB over ${count} picture${count === 1 ? '' : 's'}`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

class Totals {
  count = 0;
  cosines = 0;
  worst = 1;
  agreed = 0;
  difference = 0;
  peak = 0;
  signal = 0;
  noise = 0;
  isVector = true;

  /** One row a picture: the batch dimension comes first. */
  add(expected: Tensor, found: Tensor): void {
    const [a, b] = [toNumbers(expected.dtype, expected.data), toNumbers(found.dtype, found.data)];
    const batch = expected.shape.length > 1 ? (expected.shape[0] as number) : 1;
    this.isVector &&= expected.shape.length === 2;
    const size = a.length / batch;
    for (let row = 0; row < batch; row++)
      this.#row(a.slice(row * size, (row + 1) * size), b.slice(row * size, (row + 1) * size));
  }

  #row(a: readonly number[], b: readonly number[]): void {
    let [dot, aa, bb, noise, difference, peak] = [0, 0, 0, 0, 0, 0];
    a.forEach((x, i) => {
      const y = b[i] ?? Number.NaN;
      dot += x * y;
      aa += x * x;
      bb += y * y;
      noise += (x - y) ** 2;
      difference = Math.max(difference, Math.abs(x - y));
      peak = Math.max(peak, Math.abs(x));
    });
    const cosine = noise === 0 ? 1 : dot / Math.sqrt(aa * bb);
    this.count++;
    this.cosines += cosine;
    // Not Math.min: a NaN must stay.
    if (!(cosine >= this.worst)) this.worst = cosine;
    this.difference = Math.max(this.difference, difference);
    this.peak = Math.max(this.peak, peak);
    this.signal += aa;
    this.noise += noise;
    if (largest(a) === largest(b)) this.agreed++;
  }
}

function largest(row: readonly number[]): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if ((row[i] as number) > (row[best] as number)) best = i;
  return best;
}
