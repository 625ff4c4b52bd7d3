// Measured times of models, from the files that `gossamer bench --save` wrote into docs/bench.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LatencyKind } from '../../components/explorer/model-row.js';

const FOLDER = fileURLToPath(new URL('../../../../docs/bench/', import.meta.url));

/** Fewer models than this make no chart. */
const FEWEST = 8;

export interface Measured {
  readonly kind: LatencyKind;
  /** Milliseconds of one picture, by model. */
  readonly ms: ReadonlyMap<string, number>;
}

/** The fields read here. */
interface Saved {
  readonly machine: {
    readonly cpu?: string;
    readonly available?: number;
    readonly loadAverage?: readonly number[];
  };
  readonly versions?: Readonly<Record<string, string>>;
  readonly results: readonly {
    readonly model: string;
    readonly precision: string;
    readonly device: string;
    readonly threads: number;
    readonly batch: number;
    readonly basis: string;
    readonly latencyMs: { readonly p50: number };
  }[];
}

/** One kind of latency a file, of its float32 runs of one picture on one thread of the CPU. */
export async function measuredTimes(): Promise<readonly Measured[]> {
  const names = (await readdir(FOLDER).catch(() => [])).filter((name) => name.endsWith('.json')).sort();
  const all = await Promise.all(names.map(timesOf));
  return all.filter(({ ms }) => ms.size >= FEWEST);
}

async function timesOf(file: string): Promise<Measured> {
  const { machine, versions = {}, results } = JSON.parse(await readFile(join(FOLDER, file), 'utf8')) as Saved;
  const alike = results.filter(
    (one) => one.precision === 'fp32' && one.device === 'cpu' && one.threads === 1 && one.batch === 1,
  );
  const [date] = file.split('_');
  const clock = alike[0]?.basis === 'cpu' ? 'processor time' : 'by the clock';
  const busy = (machine.loadAverage?.[0] ?? 0) > (machine.available ?? Number.POSITIVE_INFINITY);
  const ort = versions['onnxruntime-node'];
  const engine = ort === undefined ? 'onnxruntime' : `onnxruntime-node ${ort}`;
  return {
    kind: {
      key: file.replace(/\.json$/, ''),
      title: `measured, ${machine.cpu ?? 'one processor'}`,
      measured: true,
      about: `Measured on ${date}: ${machine.cpu ?? 'a processor'}, one thread, ${engine}, float32, median ${clock}.${busy ? ' Others used the machine at the same time.' : ''}`,
    },
    ms: new Map(alike.map((one) => [one.model, one.latencyMs.p50])),
  };
}
