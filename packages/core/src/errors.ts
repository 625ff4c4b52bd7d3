// Typed errors: every failure a user can cause has a code, a place and a hint.

/** The codes a program may test; texts may change, codes do not. */
export type ErrorCode =
  | 'SHAPE'
  | 'OPTION'
  | 'UNKNOWN_MODEL'
  | 'WEIGHT_MISMATCH'
  | 'UNSUPPORTED_OP'
  | 'FORMAT'
  | 'GRAPH'
  | 'PASS'
  | 'RUNTIME'
  | 'DEVICE_UNAVAILABLE'
  | 'IMAGE'
  | 'IO'
  | 'ABORTED';

export interface ErrorDetails {
  /** Where: a scope path (`blocks.1.0`), a file, a URL, a tensor name. */
  path?: string | undefined;
  /** What stands at that place: an op type, a file kind. */
  what?: string | undefined;
  /** The network, file or command it happened in. */
  within?: string | undefined;
  /** What to do about it. */
  hint?: string | undefined;
  /** Facts for programs, as plain JSON. */
  details?: Readonly<Record<string, unknown>> | undefined;
  cause?: unknown;
}

/**
 * Base of every error Gossamer throws on purpose. `message` is the whole text in one form:
 * the reason, then `at PATH (WHAT) in WITHIN`, then the hint.
 */
export class GossamerError extends Error {
  readonly code: ErrorCode;
  readonly reason: string;
  readonly path: string | undefined;
  readonly what: string | undefined;
  readonly within: string | undefined;
  readonly hint: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, reason: string, info: ErrorDetails = {}) {
    super(messageOf(reason, info), info.cause === undefined ? undefined : { cause: info.cause });
    this.code = code;
    this.reason = reason;
    this.path = info.path;
    this.what = info.what;
    this.within = info.within;
    this.hint = info.hint;
    this.details = info.details ?? {};
  }

  override get name(): string {
    return ERROR_NAMES[this.code];
  }

  /** The part of the site's troubleshooting guide that explains this code, below the site's own address. */
  get docs(): string {
    return errorDocs(this.code);
  }

  /** The same error with the place filled in where it was not yet known. */
  locate(place: Pick<ErrorDetails, 'path' | 'what' | 'within'>): GossamerError {
    const located = new GossamerError(this.code, this.reason, {
      path: this.path ?? place.path,
      what: this.what ?? place.what,
      within: this.within ?? place.within,
      hint: this.hint,
      details: this.details,
      cause: this.cause,
    });
    Object.setPrototypeOf(located, Object.getPrototypeOf(this));
    if (this.stack !== undefined) located.stack = this.stack.replace(this.message, located.message);
    return located;
  }
}

/** Every code and the name of its errors. */
export const ERROR_NAMES: Readonly<Record<ErrorCode, string>> = {
  SHAPE: 'ShapeError',
  OPTION: 'OptionError',
  UNKNOWN_MODEL: 'UnknownModelError',
  WEIGHT_MISMATCH: 'WeightMismatchError',
  UNSUPPORTED_OP: 'UnsupportedOpError',
  FORMAT: 'FormatError',
  GRAPH: 'GraphError',
  PASS: 'PassError',
  RUNTIME: 'RuntimeError',
  DEVICE_UNAVAILABLE: 'DeviceUnavailableError',
  IMAGE: 'ImageError',
  IO: 'IoError',
  ABORTED: 'AbortError',
};

/** Tensor shapes or dtypes that do not fit together. */
export class ShapeError extends GossamerError {
  constructor(reason: string, info?: ErrorDetails) {
    super('SHAPE', reason, info);
  }
}

/** An option, flag or argument outside what is allowed. */
export class OptionError extends GossamerError {
  constructor(reason: string, info?: ErrorDetails) {
    super('OPTION', reason, info);
  }
}

/** A model name that is not in the catalog; the hint has the nearest ones. */
export class UnknownModelError extends GossamerError {
  constructor(reason: string, info?: ErrorDetails) {
    super('UNKNOWN_MODEL', reason, info);
  }
}

/** A checkpoint whose keys or shapes differ from the network's. */
export class WeightMismatchError extends GossamerError {
  constructor(reason: string, info?: ErrorDetails) {
    super('WEIGHT_MISMATCH', reason, info);
  }
}

/** A graph uses operators (or forms of them) that are not implemented; `details.ops` lists all. */
export class UnsupportedOpError extends GossamerError {
  constructor(reason: string, info?: ErrorDetails) {
    super('UNSUPPORTED_OP', reason, info);
  }
}

/** A file that is truncated, inconsistent or of another format. */
export class FormatError extends GossamerError {
  constructor(reason: string, info?: ErrorDetails) {
    super('FORMAT', reason, info);
  }
}

/** A graph that breaks an invariant of the IR. */
export class GraphError extends GossamerError {
  constructor(reason: string, info?: ErrorDetails) {
    super('GRAPH', reason, info);
  }
}

/** A pass that cannot be applied as asked. */
export class PassError extends GossamerError {
  constructor(reason: string, info?: ErrorDetails) {
    super('PASS', reason, info);
  }
}

/** The runtime refused or failed to load or run a graph. */
export class RuntimeError extends GossamerError {
  constructor(reason: string, info?: ErrorDetails) {
    super('RUNTIME', reason, info);
  }
}

/** A device was asked for by name and cannot run here. */
export class DeviceUnavailableError extends GossamerError {
  constructor(reason: string, info?: ErrorDetails) {
    super('DEVICE_UNAVAILABLE', reason, info);
  }
}

/** A picture that cannot be decoded or prepared. */
export class ImageError extends GossamerError {
  constructor(reason: string, info?: ErrorDetails) {
    super('IMAGE', reason, info);
  }
}

/** Reading or writing failed: a missing file, a full disk, a refused connection. */
export class IoError extends GossamerError {
  constructor(reason: string, info?: ErrorDetails) {
    super('IO', reason, info);
  }
}

/** The caller's AbortSignal fired. */
export class AbortError extends GossamerError {
  constructor(reason = 'the operation was aborted', info?: ErrorDetails) {
    super('ABORTED', reason, info);
  }
}

/** `guide/troubleshooting#weight-mismatch` for `WEIGHT_MISMATCH`. */
function errorDocs(code: ErrorCode): string {
  return `guide/troubleshooting#${code.toLowerCase().replaceAll('_', '-')}`;
}

function messageOf(reason: string, info: ErrorDetails): string {
  const what = info.what === undefined ? '' : ` (${info.what})`;
  const within = info.within === undefined ? '' : ` in ${info.within}`;
  const lines = [reason];
  if (info.path !== undefined || within !== '') lines.push(`  at ${info.path ?? '<root>'}${what}${within}`);
  if (info.hint !== undefined) lines.push(`  ${info.hint}`);
  return lines.join('\n');
}
