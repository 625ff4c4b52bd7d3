// Collects everything a file uses that is not implemented, so that one error lists it all.

import { UnsupportedOpError } from '../errors.js';

export interface UnsupportedEntry {
  /** Op with its domain, or the kind of thing (`functions`, `sparse initializers`). */
  readonly op: string;
  /** What about it is not supported; left out where the op as a whole is not. */
  readonly reason?: string;
  count: number;
  /** Names of the first few. */
  readonly nodes: string[];
}

const MOST_NAMES = 3;

export class UnsupportedList {
  readonly #entries = new Map<string, UnsupportedEntry>();

  add(op: string, name: string, reason?: string): void {
    const key = JSON.stringify([op, reason]);
    const entry: UnsupportedEntry = this.#entries.get(key) ?? {
      op,
      ...(reason === undefined ? {} : { reason }),
      count: 0,
      nodes: [],
    };
    entry.count++;
    if (entry.nodes.length < MOST_NAMES && name !== '') entry.nodes.push(name);
    this.#entries.set(key, entry);
  }

  /** @throws UnsupportedOpError with all entries in `details.ops`, if there are any. */
  throwIfAny(within: string): void {
    const ops = [...this.#entries.values()];
    if (ops.length === 0) return;
    throw new UnsupportedOpError(`the file uses what is not supported:\n${ops.map(describe).join('\n')}`, {
      within,
      hint: 'export the network without these, or convert the file to opset 18',
      details: { ops },
    });
  }
}

function describe({ op, reason, count, nodes }: UnsupportedEntry): string {
  const first = nodes.length === 0 ? '' : `, ${count > 1 ? 'first ' : ''}"${nodes[0]}"`;
  return `  ${op}${reason === undefined ? '' : `: ${reason}`} (${count}x${first})`;
}
