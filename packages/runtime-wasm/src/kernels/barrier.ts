// The point where threads wait for one another.

import { atomicAdd, atomicLoad, atomicNotify, atomicStore, atomicWait } from '../emit/atomics.js';
import {
  add,
  and,
  type Code,
  doWhile,
  equal,
  lessSigned,
  load,
  minSigned,
  type Operand,
  seq,
  store,
  sub,
  when,
  whileLoop,
} from '../emit/code.js';
import type { Kernel } from './kernel.js';

/**
 * Looks before a thread sleeps: about 0.3 milliseconds. Waking up costs 30 to 100 microseconds, in every layer. But where
 * the system runs other threads in place of the missing ones, looking takes their time: after looks in vain a thread
 * sleeps at once at the next 1, 3, 7 and so on barriers, until it has found the others in time again.
 */
const LOOKS = 1 << 20;
const MOST_NAPS = 63;

const CACHE_LINE = 64;

/** Bytes of a barrier: how many threads have come and how often all have, then a thread's own two words for each. */
export const barrierBytes = (threads: number): number => CACHE_LINE * (1 + threads);
/** Where a thread keeps how often it still sleeps at once, and how often it did after the last looks in vain. */
export const patienceOffset = (thread: number): number => CACHE_LINE * (1 + thread);

/** The last to come wakes the others. */
export const barrierKernel: Kernel<'barrier' | 'patience' | 'threads'> = {
  key: 'barrier',
  fields: ['barrier', 'patience', 'threads'],
  write({ f, arg }) {
    const [came, round, current, left, own, naps] = [f.int(), f.int(), f.int(), f.int(), f.int(), f.int()];
    const isWaiting = equal(atomicLoad(round), current);
    const sleep = whileLoop(isWaiting, atomicWait(round, current));
    const setNaps = (left: Operand, last: Operand): Code => seq(store(own, left), store(own, last, 4));
    const inVain = seq(
      naps.set(add(load(own, 4), add(load(own, 4), 1))),
      naps.set(minSigned(naps, MOST_NAPS)),
      setNaps(naps, naps),
      sleep,
    );
    const look = seq(
      left.set(LOOKS),
      doWhile(left.set(sub(left, 1)), and(isWaiting, lessSigned(0, left))),
      when(isWaiting, inVain, setNaps(0, 0)),
    );
    return seq(
      came.set(arg('barrier')),
      round.set(add(came, 4)),
      current.set(atomicLoad(round)),
      when(
        equal(atomicAdd(came, 1), sub(arg('threads'), 1)),
        seq(atomicStore(came, 0), atomicStore(round, add(current, 1)), atomicNotify(round)),
        seq(
          own.set(arg('patience')),
          naps.set(load(own)),
          when(naps, seq(store(own, sub(naps, 1)), sleep), look),
        ),
      ),
    );
  },
};
