// Comparisons: how many times as long one variant takes as another, round by round.

import { isOneThread, isSameEngine } from './engines.js';
import type { Result } from './result.js';
import type { Basis } from './rounds.js';
import { type Estimate, medianInterval } from './statistics.js';
import { differences, type Variant } from './variant.js';
import { type Verdict, verdictOf } from './verdict.js';

/** Time an image of a over that of b: median of the rounds' ratios, with its 95 % interval. */
export interface Comparison extends Estimate {
  readonly a: Result;
  readonly b: Result;
  /** What a is. */
  readonly verdict: Verdict;
  readonly rounds: number;
  readonly basis: Basis;
}

/**
 * Every variant against the files given to be compared with, and against its sibling that differs in one setting
 * only, by which the first of the list is the base. Pairs that have not run in the same rounds are left out.
 * @param chosen somebody has named the models: without a file to be compared with, the others meet the first of them
 */
export function compareAll(results: readonly Result[], chosen = false): Comparison[] {
  const variants = results.map(({ variant }) => variant);
  const meetsFirst = chosen && !variants.some(({ reference }) => reference);
  const pair = (a: Variant, b: Variant): boolean =>
    isPair(a, b, variants) || (meetsFirst && b.model === variants[0]?.model && isLike(a, b));
  return results.flatMap((a) =>
    results
      .filter((b) => a !== b && a.group === b.group && pair(a.variant, b.variant))
      .map((b) => compare(a, b)),
  );
}

/** Another model in the same setting. */
function isLike(a: Variant, b: Variant): boolean {
  return a.model !== b.model && differences(a, b).length === 0;
}

/** Two sessions of one and the same file differ by up to this much, by where their memory lies. */
const SAME_FILE = 0.02;

function compare(a: Result, b: Result): Comparison {
  const oneThread = isOneThread(a.variant) && isOneThread(b.variant);
  const basis = oneThread && (a.basis === 'cpu' || b.basis === 'cpu') ? 'cpu' : 'wall';
  const perImage = b.variant.batch / a.variant.batch;
  const ratios = a.rounds[basis].map((ms, round) => (perImage * ms) / (b.rounds[basis][round] as number));
  const ratio = medianInterval(ratios);
  return { a, b, basis, rounds: ratios.length, ...ratio, verdict: verdictOf(ratio, SAME_FILE) };
}

function isPair(a: Variant, b: Variant, variants: readonly Variant[]): boolean {
  if (b.reference && !a.reference) return meets(a, b, variants);
  if (a.model !== b.model || a.reference !== b.reference) return false;
  const [axis, ...more] = differences(a, b);
  if (axis === undefined || more.length > 0) return false;
  const first = variants.find(({ model, reference }) => model === a.model && reference === a.reference);
  return first !== undefined && axis.key(b) === axis.key(first);
}

/** A file of one fixed size meets variants of other sizes where none has its own. */
function meets(a: Variant, b: Variant, variants: readonly Variant[]): boolean {
  const same = (c: Variant, d: Variant): boolean =>
    isSameEngine(c, d) && c.batch === d.batch && c.size === d.size;
  if (!isSameEngine(a, b)) return false;
  return (
    same(a, b) ||
    !variants.some((c) => (c.model === a.model && same(c, b)) || (c.model === b.model && same(a, c)))
  );
}
