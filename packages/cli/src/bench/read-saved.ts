// Reads a result that `bench --save` wrote, or whoever follows the same schema.

import { readFile, stat } from 'node:fs/promises';
import { FormatError, IoError } from '@gossamer/core';
import { SCHEMA_VERSION } from '../schema-version.js';
import type { Basis } from './rounds.js';

/** A saved result, as far as it is compared. */
export interface SavedResult {
  /** By each clock that was saved, at least by `basis`. */
  readonly times: Readonly<Partial<Record<Basis, SavedTimes>>>;
  readonly basis: Basis;
}

export interface SavedTimes {
  readonly p50: number;
  /** Medians of the rounds; empty where they were not saved. */
  readonly rounds: readonly number[];
}

export interface SavedBenchmark {
  /** By `settingKey`. */
  readonly results: ReadonlyMap<string, SavedResult>;
  /** Facts about machine and versions, to be equal or noted. */
  readonly facts: Readonly<Record<string, string>>;
  /** Times of the matrix products by each clock, by `machineKey`. */
  readonly sgemm: ReadonlyMap<string, Readonly<Record<Basis, number>>>;
}

/** What makes two results the same thing measured twice. */
export function settingKey(setting: Readonly<Record<string, unknown>>): string {
  const { model, runtime, device, precision, target, threads, batch, size } = setting;
  return JSON.stringify([model, runtime, device, precision, target, threads, batch, size]);
}

/** What has one set of probes; `runtime` was not always told. */
export function machineKey(setting: Readonly<Record<string, unknown>>): string {
  const { runtime = 'node', device, threads } = setting;
  return JSON.stringify([runtime, device, threads]);
}

const LARGEST_BYTES = 64e6;

/** @throws IoError where it cannot be read; FormatError where it is no such result */
export async function readSaved(path: string): Promise<SavedBenchmark> {
  const text = await readText(path);
  try {
    return savedBenchmark(JSON.parse(text));
  } catch (cause) {
    throw new FormatError(`this is not a saved benchmark: ${(cause as Error).message}`, {
      within: path,
      hint: 'give a file that `gossamer bench --save FILE.json` wrote',
      cause,
    });
  }
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size <= LARGEST_BYTES) return await readFile(path, 'utf8');
  } catch (cause) {
    throw new IoError(`cannot read ${path}: ${(cause as Error).message}`, { path, cause });
  }
  throw new FormatError(`${path} is too large for a saved benchmark`, { within: path });
}

function savedBenchmark(document: unknown): SavedBenchmark {
  const { schemaVersion, results, machine, versions } = record(document, 'the document');
  if (schemaVersion !== SCHEMA_VERSION) {
    throw new TypeError(`schemaVersion is ${JSON.stringify(schemaVersion)}, expected ${SCHEMA_VERSION}`);
  }
  const { cpu, probes } = record(machine, 'machine');
  return {
    results: new Map(list(results, 'results').map((entry) => savedResult(record(entry, 'a result')))),
    facts: machineFacts({ cpu }, record(versions, 'versions')),
    sgemm: new Map(list(probes ?? [], 'probes').map((entry) => savedProbe(record(entry, 'a probe')))),
  };
}

/** Facts by name; what is no text is left out. */
export function machineFacts(
  machine: Readonly<Record<string, unknown>>,
  versions: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const entries = Object.entries({ ...machine, ...versions });
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function savedResult(entry: Fields): readonly [string, SavedResult] {
  const basis = entry.basis === 'cpu' ? 'cpu' : 'wall';
  const rounds = record(entry.rounds ?? {}, 'rounds');
  const times = { [basis]: savedTimes(entry.latencyMs, rounds[`${basis}Ms`]) };
  const other = basis === 'cpu' ? 'wall' : 'cpu';
  const summary = entry[`${other}Ms`];
  if (summary !== undefined) times[other] = savedTimes(summary, rounds[`${other}Ms`]);
  return [settingKey(entry), { basis, times }];
}

function savedTimes(summary: unknown, rounds: unknown): SavedTimes {
  return {
    p50: positive(record(summary, 'latencyMs').p50, 'p50'),
    rounds: list(rounds ?? [], 'rounds').map((ms) => positive(ms, 'a round')),
  };
}

function savedProbe(entry: Fields): readonly [string, Record<Basis, number>] {
  const { wall, cpu } = record(entry.sgemmMs, 'sgemmMs');
  return [machineKey(entry), { wall: positive(wall, 'sgemmMs'), cpu: positive(cpu, 'sgemmMs') }];
}

type Fields = Readonly<Record<string, unknown>>;

function record(value: unknown, what: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new TypeError(`${what} should be an object`);
}

function list(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError(`${what} should be a list`);
}

function positive(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isFinite(value) && value > 0) return value;
  throw new TypeError(`${what} should be a positive number, found ${JSON.stringify(value)}`);
}
