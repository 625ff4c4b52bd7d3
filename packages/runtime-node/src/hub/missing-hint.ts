// Adds what there is instead to an error about a file or revision that is not there.

import { type HubRepo, nearestHint } from '@gossamer/core/hub';
import type { HubSession } from './hub-session.js';

export async function missingHint<T>(
  { access, offline, signal }: HubSession,
  repo: HubRepo,
  file: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw offline ? error : await nearestHint(access, repo, file, error as Error, signal);
  }
}
