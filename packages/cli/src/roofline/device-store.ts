// Devices from files, and the measured one of this machine in the user's cache folder.

import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { didYouMean, FormatError, IoError, OptionError } from '@gossamer/core';
import { type Device, devices, type LayerCost } from '@gossamer/core/analysis';
import { writeFileAtomic } from '@gossamer/runtime-node';
import { isFile } from '../words/is-file.js';
import type { LocalEngine, MeasuredDevice } from './measure-device.js';

type Env = Readonly<Record<string, string | undefined>>;

/** What a machine is measured with. */
interface Setting {
  readonly engine: LocalEngine;
  readonly threads: number;
}

/** Where this machine's devices are kept: `$XDG_CACHE_HOME/gossamer/devices`. */
function measuredPath(env: Env, { engine, threads }: Setting): string {
  const cache = env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(cache, 'gossamer', 'devices', `${engine}-${threads}.json`);
}

export async function saveMeasured(device: MeasuredDevice, env: Env): Promise<string> {
  const path = measuredPath(env, device.measured);
  await mkdir(join(path, '..'), { recursive: true });
  await writeFileAtomic(path, `${JSON.stringify(device, null, 2)}\n`);
  return path;
}

/**
 * A device by name (`this-machine` is the measured one) or from a file; without a word the measured one if there is
 * one, else the typical laptop's.
 * @throws OptionError for an unknown name; IoError and FormatError for a file
 */
export async function openDevice(word: string | undefined, env: Env, setting: Setting): Promise<Device> {
  const measured = measuredPath(env, setting);
  if (word === undefined) return (await readDevice(measured).catch(noFile)) ?? devices['laptop-cpu'];
  if (isFile(word)) return readDevice(word);
  if (Object.hasOwn(devices, word)) return devices[word as keyof typeof devices];
  if (word === THIS_MACHINE) {
    const device = await readDevice(measured).catch(noFile);
    if (device !== undefined) return device;
    throw new OptionError(
      `this machine was not measured with --runtime ${setting.engine} --threads ${setting.threads} yet`,
      {
        hint: 'run `gossamer roofline --measure` with them first',
      },
    );
  }
  const names = [THIS_MACHINE, ...Object.keys(devices)];
  throw new OptionError(`there is no device "${word}"`, {
    hint: didYouMean(word, names) ?? `the devices are ${names.join(', ')}; FILE.json describes another one`,
  });
}

const THIS_MACHINE = 'this-machine';

/** Larger files describe no device. */
const MOST_CHARACTERS = 1e6;

async function readDevice(path: string): Promise<Device> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new IoError(`cannot read ${path}: ${cause.code ?? cause.message}`, { path, cause });
  });
  const device = parse(text.slice(0, MOST_CHARACTERS), path);
  const wrong = faultOf(device);
  if (wrong === undefined) return device as Device;
  throw new FormatError(`${path} describes no device: ${wrong}`, {
    hint: '{ "name", "macsPerSecond", "bytesPerSecond", "source" } and optionally efficiency, overheadSeconds, elementBytes',
  });
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FormatError(`${path} is not JSON`, { cause });
  }
}

/** What is wrong with a description; undefined where nothing is. */
function faultOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'it is not an object';
  const device = value as Partial<Record<keyof Device, unknown>>;
  if (typeof device.name !== 'string' || typeof device.source !== 'string') {
    return '"name" and "source" should be texts';
  }
  for (const field of ['macsPerSecond', 'bytesPerSecond'] as const) {
    if (!isAbove(device[field], 0)) return `"${field}" should be a number above 0`;
  }
  for (const field of ['overheadSeconds', 'runSeconds'] as const) {
    if (device[field] !== undefined && !isAtLeast(device[field], 0))
      return `"${field}" should be a number from 0`;
  }
  for (const field of ['elementBytes', 'channelBlock'] as const) {
    if (device[field] !== undefined && !isAbove(device[field], 0))
      return `"${field}" should be a number above 0`;
  }
  return (
    recordFault('efficiency', device.efficiency, (share) => isAbove(share, 0)) ??
    recordFault('costs', device.costs, isCost)
  );
}

function recordFault(field: string, value: unknown, fits: (entry: unknown) => boolean): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'object' || value === null) return `"${field}" should be an object`;
  const wrong = Object.entries(value).find(([, entry]) => !fits(entry));
  return wrong && `"${field}" has a wrong entry "${wrong[0]}"`;
}

function isCost(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const cost = value as Partial<LayerCost>;
  return [cost.overheadSeconds, cost.secondsPerMac, cost.secondsPerByte].every((part) => isAtLeast(part, 0));
}

function isAbove(value: unknown, least: number): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value > least;
}

function isAtLeast(value: unknown, least: number): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= least;
}

function noFile(error: unknown): undefined {
  if ((error as { cause?: { code?: string } }).cause?.code === 'ENOENT') return undefined;
  throw error;
}
