// The process's resident memory: how high it rises during some work, and how much room is left.

import { readFileSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';

/** What earlier work has left behind would otherwise be freed during the next, and hide what that takes. */
export function collectGarbage(): void {
  const session = new Session();
  session.connect();
  session.post('HeapProfiler.collectGarbage');
  session.disconnect();
}

/** Resident bytes now. */
export function residentBytes(): number {
  return process.memoryUsage.rss();
}

/** Forgets the highest point so far, where the system can (Linux). */
export function resetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {
    // Elsewhere `peakBytes` is what is resident at the time.
  }
}

/** Resident bytes at their highest since `resetPeak`; those of now where the system does not tell. */
export function peakBytes(): number {
  try {
    const [, kilobytes] = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return kilobytes === undefined ? residentBytes() : Number(kilobytes) * 1024;
  } catch {
    return residentBytes();
  }
}

/** A check that holds while a quarter of the memory available now is still available. */
export function quarterFree(): () => boolean {
  const start = process.availableMemory();
  return () => process.availableMemory() > start / 4;
}
