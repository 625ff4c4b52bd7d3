// compiledKey: the name of a compiled network, by everything its bytes depend on.

import { hexOf } from '../../hex-of.js';
import type { Graph } from '../../ir/graph.js';
import { printGraph } from '../../ir/print.js';
import { toNumbers } from '../../ir/tensor-data.js';
import { formatType } from '../../ir/tensor-type.js';
import { Constant } from '../../ir/value.js';
import { encodeUtf8 } from '../../weights/utf8.js';

/** SHA-256 of bytes, 32 of them: core has no cryptography, every platform has. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

/** What the bytes of a compiled network depend on. Two that differ in any of it have different keys. */
export interface CompiledFacts {
  /** As built, before any pass. */
  readonly graph: Graph;
  /** What tells its weights from all others: a hash, a recipe such as `seeded:1`, a file with its size and time. */
  readonly weights: string;
  /** Target, block, passes left out, precision and what it was calibrated with: anything JSON can hold. */
  readonly options: object;
  /** What made the bytes: Gossamer's version. */
  readonly version: string;
  /**
   * What they were made for, where they fit nothing else: an engine's version and the processor's features for a graph that
   * an engine has rewritten. Empty for a plain ONNX file.
   */
  readonly engine?: string | undefined;
}

/** Changes with the form of an entry, so that old ones are never read. */
const FORM = 1;

/** 64 hexadecimal digits. */
export async function compiledKey(facts: CompiledFacts, sha256: Sha256): Promise<string> {
  const { graph, weights, options, version, engine = '' } = facts;
  const text = JSON.stringify([FORM, version, engine, weights, sorted(options), exactText(graph)]);
  return hexOf(await sha256(encodeUtf8(text)));
}

/** The graph with all digits of its attributes and constants, which its text for people rounds. */
function exactText(graph: Graph): string {
  const parameters = [...graph.params.values()].map(({ name, type }) => `${name} ${formatType(type)}`);
  const nodes = graph.nodes.map(({ attrs, inputs }) => {
    const constants = inputs.filter((value) => value instanceof Constant).map(exactConstant);
    return `${JSON.stringify(sorted(attrs), exactValue)} ${constants.join(' ')}`;
  });
  return [printGraph(graph), ...parameters, ...nodes].join('\n');
}

function exactConstant({ type, data }: Pick<Constant, 'type' | 'data'>): string {
  return `${formatType(type)}(${toNumbers(type.dtype, data).join(',')})`;
}

function exactValue(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  const isTensor = typeof value === 'object' && value !== null && 'type' in value && 'data' in value;
  return isTensor ? exactConstant(value as Constant) : value;
}

/** The order in which options were written down says nothing. */
function sorted(options: object): object {
  return Object.fromEntries(Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1)));
}
