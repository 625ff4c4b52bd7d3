// The value in the middle, and those at the quarters.

export function median(values: readonly number[]): number {
  return at(values, 0.5);
}

/** @param share 0 is the smallest, 1 the largest */
export function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN;
}
