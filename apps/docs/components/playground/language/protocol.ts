// What page and language worker say to each other.

import type { Checked, Completions, Hover, Language } from './service.js';

export interface Methods {
  check(text: string): Checked;
  complete(text: string, at: number): Completions | undefined;
  describe: Language['describe'];
  hover(text: string, at: number): Hover | undefined;
}

export interface Request {
  readonly id: number;
  readonly method: keyof Methods;
  readonly args: readonly never[];
}

export interface Reply {
  readonly id: number;
  readonly result?: unknown;
  /** What went wrong, in words. */
  readonly error?: string;
}
