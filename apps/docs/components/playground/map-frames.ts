// Places in a program's JavaScript as places in its TypeScript.

import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';

export interface Place {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** The characters that stand in front of the program on its first line. */
const HEAD_LENGTH = 'self.program = function (require, exports) {'.length;

/** The innermost frame that the source map knows; undefined where there is none. */
export function mapFrames(frames: readonly Place[], map: string): Place | undefined {
  const trace = new TraceMap(map);
  for (const { line, column } of frames) {
    const at = column - 1 - (line === 1 ? HEAD_LENGTH : 0);
    if (!(line >= 1) || !(at >= 0)) continue;
    const found = originalPositionFor(trace, { line, column: at });
    if (found.line !== null) return { line: found.line, column: found.column + 1 };
  }
  return undefined;
}
