// Whether threads of others want the processors too: then waiting threads had better sleep.

import { availableParallelism } from 'node:os';
import { cpuQuota } from './cpu-quota.js';
import { type ReadText, readSystemFile } from './read-system-file.js';

/** Percent of the last ten seconds in which some thread of the machine waited for a processor. */
const BUSY_PRESSURE = 20;

/**
 * True under a container's quota, which spinning threads use up, and where the system says that threads wait for processors
 * (Linux's pressure stall information, or a load beyond the processors). On two cores with ten busy threads a run on two
 * threads that spin took two to four times as long as on two that sleep, and longer than on one.
 */
export function isShared(read: ReadText = readSystemFile, available = availableParallelism()): boolean {
  if ((cpuQuota(read) ?? available) < available) return true;
  const pressure = /^some avg10=([\d.]+)/m.exec(read('/proc/pressure/cpu') ?? '')?.[1];
  if (pressure !== undefined) return Number(pressure) > BUSY_PRESSURE;
  return Number.parseFloat(read('/proc/loadavg') ?? '0') > available;
}
