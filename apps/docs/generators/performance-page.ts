// Measured times, from the files that `gossamer bench --save` wrote into docs/bench.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { code, escaped, table } from './markdown.js';

const FOLDER = fileURLToPath(new URL('../../../docs/bench/', import.meta.url));

/** The fields read here; the whole is in packages/cli/src/bench/document.ts. */
interface SavedBench {
  readonly machine: {
    readonly cpu: string;
    readonly processors: number;
    readonly features: Readonly<Record<string, boolean>>;
    readonly probes: readonly {
      readonly sgemmGflops: number;
      readonly copyGBps: number;
      readonly noisy: boolean;
      readonly processorShare: number;
    }[];
  };
  readonly versions: Readonly<Record<string, string>>;
  readonly results: readonly SavedResult[];
}

interface SavedResult {
  readonly model: string;
  readonly device: string;
  readonly precision: string;
  readonly target: string;
  readonly threads: number;
  readonly batch: number;
  readonly macs: number | null;
  readonly params: number | null;
  readonly basis: string;
  readonly latencyMs: { readonly p50: number; readonly p90: number };
  readonly imagesPerSecond: number;
  readonly gflops: number | null;
  readonly rooflineShare: number | null;
}

export async function performancePage(): Promise<string> {
  const names = await readdir(FOLDER).catch(() => []);
  const files = names.filter((name) => name.endsWith('.json')).sort();
  if (files.length === 0) return 'Nothing has been saved yet.';
  const sections = await Promise.all(files.map(sectionOf));
  return sections.join('\n\n');
}

async function sectionOf(file: string): Promise<string> {
  const saved = JSON.parse(await readFile(join(FOLDER, file), 'utf8')) as SavedBench;
  const [date, ...words] = file.replace(/\.json$/, '').split(/_/);
  return [
    `## ${escaped(words.join(' ').replaceAll('-', ' ') || file)}, ${date}`,
    machineOf(saved),
    table(
      [
        'model',
        'MMACs >',
        'Mparams >',
        'p50 ms >',
        'p90 ms >',
        'images/s >',
        'GFLOP/s >',
        'of the roofline >',
      ],
      saved.results.map(rowOf),
    ),
    `From ${code(`docs/bench/${file}`)}.`,
  ].join('\n\n');
}

function machineOf({ machine, versions, results }: SavedBench): string {
  const bases = [...new Set(results.map(({ basis }) => (basis === 'cpu' ? 'processor time' : 'wall time')))];
  const [first] = results;
  const [probe] = machine.probes;
  const features = Object.keys(machine.features).filter((name) => machine.features[name]);
  const facts = [
    `${machine.cpu}, ${machine.processors} processors (${features.join(', ')})`,
    first && `${first.device}, ${first.threads} thread, ${first.precision}, batch ${first.batch}`,
    bases.join(' and '),
    probe &&
      `matrix products ${Math.round(probe.sgemmGflops)} GFLOP/s, copies ${probe.copyGBps.toFixed(1)} GB/s`,
    probe?.noisy &&
      `a busy machine: others took ${Math.round(100 * (1 - probe.processorShare))} % of the processors`,
    ...Object.entries(versions).map(([program, version]) => `${program} ${version}`),
  ];
  return `${escaped(facts.filter(Boolean).join('; '))}.`;
}

function rowOf(result: SavedResult): string[] {
  const { model, macs, params, latencyMs, imagesPerSecond, gflops, rooflineShare } = result;
  const millions = (value: number | null, digits: number) =>
    value === null ? '' : (value / 1e6).toFixed(digits);
  return [
    code(model),
    millions(macs, 0),
    millions(params, 2),
    latencyMs.p50.toPrecision(3),
    latencyMs.p90.toPrecision(3),
    imagesPerSecond.toPrecision(3),
    gflops === null ? '' : gflops.toPrecision(3),
    rooflineShare === null ? '' : `${Math.round(100 * rooflineShare)} %`,
  ];
}
