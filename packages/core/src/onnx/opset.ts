// Which opset and file format version a graph is written in.

import { OptionError } from '../errors.js';
import type { Graph } from '../ir/graph.js';
import { splitOpName } from '../ir/op.js';

/** The newest opset of the standard whose meaning is known here. */
export const NEWEST_OPSET = 28;

/** Written unless an op needs a newer one or the caller asks for another. */
const DEFAULT_OPSET = 18;

/** Version of each operator domain the graph needs; the standard's own domain is ''. */
export function opsetsOf(graph: Graph, requested?: number): Map<string, number> {
  const opsets = new Map([['', requested ?? DEFAULT_OPSET]]);
  for (const { op, attrs, inputs, path } of graph.nodes) {
    const [domain] = splitOpName(op.name);
    const types = inputs.map((input) => input?.type);
    const needed = op.opset?.(attrs, types) ?? op.since;
    if (domain === '' && requested !== undefined && needed > requested) {
      throw new OptionError(`opset ${requested} cannot express this ${op.name}`, {
        path,
        what: op.name,
        within: graph.name,
        hint: `ask for opset ${needed} or newer`,
      });
    }
    opsets.set(domain, Math.max(opsets.get(domain) ?? 1, needed));
  }
  return opsets;
}

/** The requested opset, if it is one that can be written. */
export function checkOpset(opset: number | undefined): number | undefined {
  if (opset === undefined || (Number.isInteger(opset) && opset >= 7 && opset <= NEWEST_OPSET)) return opset;
  throw new OptionError(`opset ${opset} cannot be written`, {
    hint: `opsets run from 7 to ${NEWEST_OPSET}; leave it out for the oldest that fits`,
  });
}

/** The oldest IR version that has what files of this opset need; the lower, the more runtimes read it. */
export function irVersionOf(opset: number): number {
  if (opset <= 18) return 8;
  return opset <= 20 ? 9 : 10;
}
