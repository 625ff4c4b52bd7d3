// `pnpm peers:threads [models...]`: a second's images of a session on each core, over those of one session on all of them.

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Session } from '@gossamer/core/runtime';
import { classify, defaultThreads, isFailure } from '@gossamer/runtime-node';
import { picturesIn } from '../folder/pictures.js';
import { race } from '../folder/rounds.js';
import { median, medianInterval } from '../network/statistics.js';
import { type Layouts, openLayouts } from './layouts.js';

const USUAL = ['mobilenetv2_100', 'mobilenetv4_conv_small', 'ghostnet_100', 'cspresnet50'];
const ROUNDS = 15;
/** Time of one contestant in one round, about. */
const BLOCK_MS = 400;

type Work<T> = (items: readonly T[]) => Promise<unknown>;

const cores = defaultThreads();
const named = process.argv.slice(2);
const pictures = await picturesIn(join(tmpdir(), 'gossamer-peers', 'pictures'), 200);
const columns = ['', `${cores} sessions x 1 thread`, `1 session x ${cores} threads`, 'times as many'];

process.stdout.write(`${cores} cores; images/s, medians of ${ROUNDS} interleaved rounds (95 % interval)\n`);
process.stdout.write(`${columns.map((text, i) => text.padEnd(i === 0 ? 40 : 24)).join('')}\n`);
for (const name of named.length === 0 ? USUAL : named) {
  await using layouts = await openLayouts(name, cores);
  const { sessions, threads, feeds } = layouts;
  await compare(`${name}, tensors`, together(sessions), inTurn(threads), [feeds]);
  await compare(`${name}, JPEGs`, folder(sessions, layouts), folder(threads, layouts), pictures);
}
process.exit();

async function compare<T>(
  what: string,
  sessions: Work<T>,
  threads: Work<T>,
  items: readonly T[],
): Promise<void> {
  const size = await blockSize(threads, items);
  await sessions(repeated(items, size));
  const work = repeated(items, size * ROUNDS);
  const times = await race(new Map(Object.entries({ sessions, threads })), work, ROUNDS);
  const [own = [], other = []] = [...times.values()].map(({ wall }) => wall);
  const { value, low, high } = medianInterval(other.map((ms, round) => ms / (own[round] as number)));
  const rates = [own, other].map((wall) => (1000 / median(wall)).toFixed(1).padEnd(24)).join('');
  const ratio = `${value.toFixed(2)} (${low.toFixed(2)}-${high.toFixed(2)})`;
  process.stdout.write(`${what.padEnd(40)}${rates}${ratio}\n`);
}

/** Items that take about `BLOCK_MS`, by the second of two small runs. */
async function blockSize<T>(run: Work<T>, items: readonly T[]): Promise<number> {
  const few = repeated(items, 8);
  await run(few);
  const start = performance.now();
  await run(few);
  return Math.max(4 * cores, Math.ceil((few.length * BLOCK_MS) / (performance.now() - start)));
}

function repeated<T>(items: readonly T[], count: number): readonly T[] {
  return Array.from({ length: count }, (_, i) => items[i % items.length] as T);
}

function together(session: Session): Work<Layouts['feeds']> {
  return (items) => Promise.all(items.map((feeds) => session.run(feeds)));
}

function inTurn(session: Session): Work<Layouts['feeds']> {
  return async (items) => {
    for (const feeds of items) await session.run(feeds);
  };
}

function folder(session: Session, { preprocess }: Layouts): Work<string> {
  return async (paths) => {
    for await (const result of classify(session, paths, { preprocess })) {
      if (isFailure(result)) throw result.error;
    }
  };
}
