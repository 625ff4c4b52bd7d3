// The point where threads wait for one another.

import { atomicAdd, atomicLoad, atomicNotify, atomicStore, atomicWait } from '../emit/atomics.js';
import { add, and, doWhile, equal, lessSigned, seq, sub, when, whileLoop } from '../emit/code.js';
import type { Kernel } from './kernel.js';

/** Looks before a thread sleeps: about 20 microseconds, less than waking up costs. */
const SPINS = 20_000;

/** Bytes a barrier needs: how many have come, and how often all have. */
export const BARRIER_BYTES = 16;

/** The last to come wakes the others; they look for a while before they sleep. */
export const barrierKernel: Kernel<'barrier' | 'threads'> = {
  key: 'barrier',
  fields: ['barrier', 'threads'],
  write({ f, arg }) {
    const [came, round, current, left] = [f.int(), f.int(), f.int(), f.int()];
    const isWaiting = equal(atomicLoad(round), current);
    return seq(
      came.set(arg('barrier')),
      round.set(add(came, 4)),
      current.set(atomicLoad(round)),
      when(
        equal(atomicAdd(came, 1), sub(arg('threads'), 1)),
        seq(atomicStore(came, 0), atomicStore(round, add(current, 1)), atomicNotify(round)),
        seq(
          left.set(SPINS),
          doWhile(left.set(sub(left, 1)), and(isWaiting, lessSigned(0, left))),
          whileLoop(isWaiting, atomicWait(round, current)),
        ),
      ),
    );
  },
};
