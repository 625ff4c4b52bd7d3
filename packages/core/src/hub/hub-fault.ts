// Faults of a download: one kind of error, whose details say which of the things that can go wrong did.

import { type ErrorDetails, type GossamerError, IoError } from '../errors.js';

/** What went wrong, as `details.kind` of the IoError. */
export type HubFault =
  /** HF_HUB_OFFLINE is set and the file is not in the cache. */
  | 'offline'
  /** No connection, no answer in time, or a connection that was cut once too often. */
  | 'unreachable'
  /** 401: a token is needed, or the one sent is not accepted. */
  | 'unauthorized'
  /** 403: the account behind the token has no access. */
  | 'forbidden'
  /** 404: no such repository, revision or file; `details.missing` says which. */
  | 'not-found'
  /** Any other answer that is not the file. */
  | 'http'
  /** The bytes are not those the hub (or a pinned hash) says; nothing of them was kept. */
  | 'integrity'
  /** Larger than allowed, or than announced. */
  | 'too-large'
  /** The browser does not grant the space. */
  | 'quota';

export interface FaultInfo extends ErrorDetails {
  /** Whether trying again may help. */
  transient?: boolean;
  /** What the server asked to wait for before that. */
  retryAfterMs?: number | undefined;
}

export function hubFault(kind: HubFault, reason: string, info: FaultInfo = {}): IoError {
  const { transient = false, retryAfterMs, details, ...rest } = info;
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new IoError(reason, { ...rest, details: { ...details, kind, transient, ...wait } });
}

/** The kind of a fault; undefined for every other error. By form, for two copies of core may be installed. */
export function faultOf(error: unknown): HubFault | undefined {
  const { code, details } = (error ?? {}) as Partial<GossamerError>;
  return code === 'IO' ? (details?.kind as HubFault | undefined) : undefined;
}

export function isTransient(error: unknown): error is IoError {
  return faultOf(error) !== undefined && (error as IoError).details.transient === true;
}
