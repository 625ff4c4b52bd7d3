// Cores without their hyperthreads: two threads of one core share its multipliers.

import { type ReadText, readSystemFile } from './read-system-file.js';

/**
 * Physical cores by Linux's /proc/cpuinfo; undefined where it does not tell (other systems, and ARM, whose
 * processors are cores).
 */
export function physicalCores(read: ReadText = readSystemFile): number | undefined {
  const cores = new Set<string>();
  for (const block of (read('/proc/cpuinfo') ?? '').split(/\n\s*\n/)) {
    const core = field(block, 'core id');
    if (core !== undefined) cores.add(`${field(block, 'physical id') ?? 0}/${core}`);
  }
  return cores.size === 0 ? undefined : cores.size;
}

/** The value of `name : value` in a block of /proc/cpuinfo. */
export function field(block: string, name: string): string | undefined {
  const line = block.split('\n').find((text) => text.split(':')[0]?.trim() === name);
  return line?.slice(line.indexOf(':') + 1).trim();
}
