// How many threads a session gets unless told otherwise.

import { availableParallelism } from 'node:os';
import { cpuQuota } from './cpu-quota.js';
import { physicalCores } from './physical-cores.js';
import { type ReadText, readSystemFile } from './read-system-file.js';

/**
 * The smallest of physical cores, processors this process may use and whole processors of the container's
 * quota: threads beyond it make a network slower, not faster.
 */
export function defaultThreads(read: ReadText = readSystemFile, available = availableParallelism()): number {
  const quota = cpuQuota(read) ?? available;
  return Math.max(1, Math.min(Math.floor(quota), physicalCores(read) ?? available, available));
}
