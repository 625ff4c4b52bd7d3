// How far a long run is: counts, pictures a second, time left.

export interface PictureProgress {
  readonly done: number;
  /** Of those, how many could not be read. */
  readonly failed: number;
  /** Undefined for streams whose length nobody knows. */
  readonly total: number | undefined;
  /** Pictures a second over the last ten seconds. */
  readonly rate: number;
  readonly secondsLeft: number | undefined;
}

const WINDOW_MS = 10_000;

/** Counts one picture a call. */
export function progressMeter(
  total: number | undefined,
  now: () => number = () => performance.now(),
): (failed: boolean) => PictureProgress {
  let done = 0;
  let failures = 0;
  let mark = { at: now(), done: 0 };
  let older = mark;
  return (failed) => {
    done++;
    if (failed) failures++;
    const at = now();
    if (at - mark.at > WINDOW_MS / 2) {
      older = mark;
      mark = { at, done };
    }
    const since = at === older.at ? Number.NaN : at - older.at;
    const rate = ((done - older.done) * 1000) / since || 0;
    const left = total === undefined || rate === 0 ? undefined : Math.max(0, total - done) / rate;
    return { done, failed: failures, total, rate, secondsLeft: left };
  };
}
