// A graph as text: one node a line, stable, for snapshots and for reading.

import { explicitAttrs } from './attrs.js';
import type { Graph } from './graph.js';
import { toNumbers } from './tensor-data.js';
import { formatType } from './tensor-type.js';
import { Constant, Parameter, type Value } from './value.js';

/** For example `%3: float32[N,32,112,112] = Conv(%x, conv_stem.weight) {strides=[2,2]} @conv_stem`. */
export function printGraph(graph: Graph): string {
  const names = new Map<Value, string>();
  let count = 0;
  const nameOf = (value: Value | undefined): string => {
    if (value === undefined) return '_';
    if (value instanceof Parameter) return value.name;
    if (value instanceof Constant) return formatConstant(value);
    const known = names.get(value) ?? `%${count++}`;
    names.set(value, known);
    return known;
  };
  for (const { name, value } of graph.inputs) names.set(value, `%${name}`);
  const inputs = graph.inputs.map(({ name, value }) => `%${name}: ${formatType(value.type)}`).join(', ');
  const lines = graph.nodes.map((node) => {
    const args = node.inputs.map(nameOf).join(', ');
    const attrs = explicitAttrs(node.op.attrs, node.attrs).map(
      ([name, , value]) => `${name}=${formatAttr(value)}`,
    );
    const outputs = node.outputs.map((value) => `${nameOf(value)}: ${formatType(value.type)}`).join(', ');
    const braces = attrs.length === 0 ? '' : ` {${attrs.join(', ')}}`;
    return `  ${outputs} = ${node.op.name}(${args})${braces}${node.path === '' ? '' : ` @${node.path}`}`;
  });
  const outputs = graph.outputs.map(({ name, value }) => `${name}=${nameOf(value)}`).join(', ');
  return [`graph ${graph.name}(${inputs}) {`, ...lines, `  return ${outputs}`, '}'].join('\n');
}

function formatConstant(value: Constant): string {
  if (value.data.length > 8) return formatType(value.type);
  return `${value.type.dtype}(${toNumbers(value.type.dtype, value.data).join(',')})`;
}

function formatAttr(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formatAttr).join(',')}]`;
  if (typeof value === 'number') return String(Number(value.toPrecision(7)));
  if (typeof value === 'object' && value !== null && 'type' in value)
    return formatType((value as Constant).type);
  return String(value);
}
