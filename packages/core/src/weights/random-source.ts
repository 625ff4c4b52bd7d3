// Pseudo-random numbers: xoshiro128** 1.1 (Blackman and Vigna, arXiv:1805.01407), one stream a name.

import { fnv1a } from './seeded.js';

/** A stream of numbers that depends on the seed and the name only, never on what was drawn elsewhere. */
export class RandomSource {
  readonly #state: Uint32Array;
  #spare: number | undefined;

  constructor(seed: number, name: string) {
    // Four words of a splitmix32 sequence; not all zero, as the generator needs.
    const start = fnv1a(name) ^ Math.imul(seed, 0x9e3779b9);
    this.#state = Uint32Array.from({ length: 4 }, (_, i) =>
      mix((start + Math.imul(i + 1, 0x9e3779b9)) >>> 0),
    );
    this.#state[0] = (this.#state[0] as number) | 1;
  }

  /** 32 random bits. */
  bits(): number {
    const s = this.#state as unknown as [number, number, number, number];
    const product = Math.imul(s[1], 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }

  /** Uniform in (0, 1). */
  uniform(): number {
    return (this.bits() + 0.5) / 2 ** 32;
  }

  /** Normal with mean 0 and variance 1, by the polar method. */
  normal(): number {
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare !== undefined) return spare;
    for (;;) {
      const a = 2 * this.uniform() - 1;
      const b = 2 * this.uniform() - 1;
      const square = a * a + b * b;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = b * scale;
      return a * scale;
    }
  }
}

/** MurmurHash3's finaliser. */
function mix(word: number): number {
  let x = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
