// Nearest names to a mistyped one, for hints.

/**
 * Up to `limit` candidates by Damerau-Levenshtein distance, nearest first; far ones are left out. Case and separators do
 * not count: `num_classes` is `numClasses`, and `mobilenet_v2` the beginning of `mobilenetv2_100`.
 */
export function nearestNames(name: string, candidates: Iterable<string>, limit = 3): string[] {
  const plain = plainName(name);
  const bound = Math.max(2, Math.ceil(plain.length * 0.4));
  return [...candidates]
    .map((candidate) => ({ candidate, distance: distanceTo(plain, plainName(candidate), bound) }))
    .filter(({ distance }) => distance <= bound)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** The beginning of a name counts as one mistake, however long the rest is. Lengths alone tell most far names. */
function distanceTo(name: string, candidate: string, bound: number): number {
  if (candidate.startsWith(name)) return candidate === name ? 0 : 1;
  const far = Math.abs(name.length - candidate.length) > bound;
  return far ? Number.POSITIVE_INFINITY : editDistance(name, candidate);
}

/** A name of nothing but separators stays as it is. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/[-_. ]/g, '') || name;
}

/** `did you mean a, b?`, or undefined where nothing is near. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const names = nearestNames(name, candidates);
  return names.length === 0 ? undefined : `did you mean ${names.join(', ')}?`;
}

function editDistance(a: string, b: string): number {
  let previous: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const beforePrevious = previous;
    previous = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let best = Math.min(at(previous, j) + 1, at(row, j - 1) + 1, at(previous, j - 1) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, at(beforePrevious, j - 2) + 1);
      row.push(best);
    }
  }
  return at(row, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
