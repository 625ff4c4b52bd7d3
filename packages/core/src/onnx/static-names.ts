// Finds the tensors that shapes depend on: they are part of the network, not of its weights.

import { findOp } from '../ops/registry.js';
import type { NodeProto } from './gen/onnx_pb.js';

export interface StaticNames {
  /** Read where an op needs the values to tell its output's shape (axes, sizes, shapes). */
  readonly direct: ReadonlySet<string>;
  /** Read by nodes that compute such values. */
  readonly feeding: ReadonlySet<string>;
}

/** @param nodes in an order in which they can run */
export function staticNames(nodes: readonly NodeProto[]): StaticNames {
  const direct = new Set<string>();
  const feeding = new Set<string>();
  for (const node of [...nodes].reverse()) {
    for (const index of findOp(opName(node))?.staticInputs ?? []) direct.add(node.input[index] ?? '');
    const isStatic = node.output.some((name) => direct.has(name) || feeding.has(name));
    if (isStatic) for (const name of node.input) feeding.add(name);
  }
  return { direct, feeding };
}

/** `Conv`, or with its domain where that is not the standard's: `com.microsoft.FusedConv`. */
export function opName({ domain, opType }: NodeProto): string {
  return isStandard(domain) ? opType : `${domain}.${opType}`;
}

/** The standard's own operators have no domain, or spell it out. */
export function isStandard(domain: string): boolean {
  return domain === '' || domain === 'ai.onnx';
}
