import { expect, it } from 'vitest';
import { verdictOf } from './verdict.js';

it.each([
  [0.9, 0.85, 0.97, 'faster'],
  [1.1, 1.03, 1.2, 'slower'],
  [1, 0.99, 1.01, 'same'],
  // The interval holds 1.
  [0.9, 0.8, 1.01, 'unclear'],
  [1.1, 0.99, 1.2, 'unclear'],
  // Surely different, and by less than a copy of the same file may be.
  [0.985, 0.97, 0.99, 'unclear'],
  [0.985, 0.981, 0.99, 'same'],
])('%f (%f to %f) is %s', (value, low, high, verdict) => {
  expect(verdictOf({ value, low, high }, 0.02)).toBe(verdict);
});
