import { writeFileSync } from 'node:fs';
import { machineInfo } from '@gossamer/runtime-node';
import { describe, expect, it } from 'vitest';
import { benchResult } from '../testing/bench-results.js';
import { temporaryFolder } from '../testing/run-gossamer.js';
import { compareAgainst } from './against.js';
import type { MachineReport } from './machine-report.js';
import { readSaved } from './read-saved.js';

const rounds = [10, 10, 10.1, 9.9, 10, 10.1, 9.9, 10, 10];

/** A document as `--save` writes it, with what a test wants to be different. */
function saved({ result = {}, sgemm = 5, ...fields }: Record<string, unknown> = {}) {
  return {
    schemaVersion: 1,
    machine: { cpu: 'A', probes: [{ device: 'cpu', threads: 1, sgemmMs: { wall: sgemm, cpu: sgemm } }] },
    versions: { node: '20' },
    results: [
      {
        ...{ model: 'net', runtime: 'node', device: 'cpu', precision: 'fp32', target: 'portable' },
        ...{ threads: 1, batch: 1, size: 224, basis: 'wall' },
        latencyMs: { p50: 10 },
        cpuMs: { p50: 10 },
        rounds: { wallMs: rounds, cpuMs: rounds },
        ...(result as object),
      },
    ],
    ...fields,
  };
}

async function read(document: unknown) {
  const path = temporaryFolder().file('old.json');
  writeFileSync(path, typeof document === 'string' ? document : JSON.stringify(document));
  return readSaved(path);
}

const machine: MachineReport = {
  machine: { ...machineInfo(), cpu: 'A', loadAverage: [] },
  versions: { node: '20' },
  probes: [
    {
      ...{
        runtime: 'node',
        device: 'cpu',
        threads: 1,
        spread: 0,
        processorShare: 1,
        noisy: false,
        basis: 'wall',
      },
      ...{ sgemmGflops: 1, copyGBps: 1, sgemmMs: { wall: 5, cpu: 5 } },
    },
  ],
};

const scaled = (factor: number) => rounds.map((ms) => factor * ms);

describe('compareAgainst', () => {
  it.each([
    [0.5, 'faster'],
    [2, 'slower'],
    [1, 'same'],
    // Real or not: less than what two benchmarks can tell.
    [1.02, 'unclear'],
  ] as const)('%s of the time is %s', async (factor, verdict) => {
    const { changes, notes } = compareAgainst(
      await read(saved()),
      [benchResult({ wall: scaled(factor) })],
      machine,
    );
    expect(changes).toMatchObject([{ label: 'net', verdict, basis: 'wall' }]);
    expect(changes[0]?.value).toBeCloseTo(factor, 10);
    expect(changes[0]?.low).toBeLessThan(factor);
    expect(changes[0]?.high).toBeGreaterThan(factor);
    expect(notes).toEqual([]);
  });

  it('does not take a slower machine for a slower network', async () => {
    const results = [benchResult({ wall: scaled(1.4) })];
    const { changes, notes } = compareAgainst(await read(saved({ sgemm: 3.5 })), results, machine);
    expect(changes[0]).toMatchObject({ verdict: 'unclear' });
    expect(notes).toEqual([expect.stringContaining('up to 43 % off')]);
  });

  it('goes by processor time where either was noisy', async () => {
    const results = [benchResult({ wall: scaled(3), cpu: scaled(0.5), basis: 'cpu' })];
    const { changes } = compareAgainst(await read(saved()), results, machine);
    expect(changes[0]).toMatchObject({ basis: 'cpu', verdict: 'faster' });
  });

  it('makes do with the fields of the contract', async () => {
    const bare = saved({ result: { cpuMs: undefined, rounds: undefined, basis: undefined } });
    const results = (factor: number) => [benchResult({ wall: scaled(factor) })];
    const changes = async (factor: number) =>
      compareAgainst(await read(bare), results(factor), machine).changes[0]?.verdict;
    expect(await changes(0.5)).toBe('faster');
    expect(await changes(0.95)).toBe('unclear');
  });

  it('says what is not the same, and what was not saved', async () => {
    const results = [benchResult({ wall: rounds }), benchResult({ model: 'new', wall: rounds })];
    const old = saved({ versions: { node: '18' } });
    expect(compareAgainst(await read(old), results, machine).notes).toEqual([
      'node was 18, is 20',
      'not in the saved result: new',
    ]);
  });
});

describe('readSaved', () => {
  it.each([
    ['no JSON', 'PNG', /not a saved benchmark/],
    ['another version', saved({ schemaVersion: 2 }), /schemaVersion is 2, expected 1/],
    ['a list', [], /the document should be an object/],
    ['no results', saved({ results: null }), /results should be a list/],
    ['a time of 0', saved({ result: { latencyMs: { p50: 0 } } }), /p50 should be a positive number, found 0/],
    ['no times', saved({ result: { latencyMs: undefined } }), /latencyMs should be an object/],
    [
      'rounds of text',
      saved({ result: { rounds: { wallMs: ['x'] } } }),
      /a round should be a positive number/,
    ],
  ])('refuses %s', async (_, document, message) => {
    await expect(read(document)).rejects.toThrow(message);
    await expect(read(document)).rejects.toMatchObject({ code: 'FORMAT' });
  });

  it('says which file is not there', async () => {
    await expect(readSaved('nowhere.json')).rejects.toMatchObject({ code: 'IO', path: 'nowhere.json' });
  });
});
