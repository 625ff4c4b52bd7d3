// Cancelling: what is needed of an AbortSignal, and the error it turns into.

import { AbortError } from '../errors.js';
import type { AbortSignalLike } from '../weights/lazy-tensor.js';

/** An AbortSignal one can listen to; every AbortSignal is one. */
export interface AbortSource extends AbortSignalLike {
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** The signal's reason as our error; `what` names what was stopped, such as `the run`. */
export function abortError(signal: AbortSource, what: string): AbortError {
  return new AbortError(`${what} was aborted`, { cause: signal.reason });
}

/** @throws AbortError where the signal has fired. */
export function throwIfAborted(signal: AbortSource | undefined, what: string): void {
  if (signal?.aborted) throw abortError(signal, what);
}
