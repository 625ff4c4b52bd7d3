// What a ratio of times allows to say.

import type { Estimate } from './statistics.js';

export type Verdict = 'faster' | 'slower' | 'same' | 'unclear';

/**
 * Faster or slower where the interval leaves no doubt of it and the ratio is further from 1 than `margin`, below which
 * differences have other causes; the same where the whole interval lies within the margin.
 */
export function verdictOf({ value, low, high }: Estimate, margin: number): Verdict {
  if (high < 1 && value < 1 - margin) return 'faster';
  if (low > 1 && value > 1 + margin) return 'slower';
  return low > 1 - margin && high < 1 + margin ? 'same' : 'unclear';
}
