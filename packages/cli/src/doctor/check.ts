// A line of `gossamer doctor`.

/** `unavailable` is something one can do without; `failed` is not. */
export type CheckState = 'ok' | 'unavailable' | 'failed';

export interface Check {
  readonly name: string;
  readonly state: CheckState;
  /** What was found. */
  readonly detail: string;
  /** What to do about it. */
  readonly fix?: string;
}
