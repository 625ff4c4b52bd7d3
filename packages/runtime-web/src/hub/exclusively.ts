// One tab at a time.

import { AbortError } from '@gossamer/core';

/**
 * Does the work when no other tab of this site does the one of that name. Where the browser has no locks, or refuses
 * them to a frame, it is done at once: a file may then be downloaded twice, and is right all the same.
 *
 * @throws AbortError where the signal fires while waiting
 */
export async function exclusively<T>(
  name: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const { locks } = navigator as Partial<Navigator>;
  if (locks === undefined) return work();
  let started = false;
  const run = (): Promise<T> => {
    started = true;
    return work();
  };
  try {
    return await locks.request(`gossamer ${name}`, signal === undefined ? {} : { signal }, run);
  } catch (error) {
    if (started) throw error;
    if (signal?.aborted) throw new AbortError('the download was aborted');
    return work();
  }
}
