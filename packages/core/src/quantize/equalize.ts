// Cross-layer equalisation: channels of two convolutions in a row scaled against each other, the network unchanged
// (Nagel et al., Data-Free Quantization Through Weight Equalization and Bias Correction, arXiv:1906.04721, section 4.1).

import { type Graph, isOp, type Use } from '../ir/graph.js';
import type { Model } from '../ir/model.js';
import type { Node } from '../ir/node.js';
import { Parameter, type Value } from '../ir/value.js';
import { Conv } from '../ops/conv.js';
import type { PassReport, WorkingModel } from '../passes/pass.js';
import { derivedTensor } from '../weights/lazy-tensor.js';
import { ruleOf } from './rules.js';

/** Two convolutions with at most a positively homogeneous function between them. */
export interface ConvPair {
  readonly first: Node;
  readonly second: Node;
  /** What the second one reads. */
  readonly between: Value;
}

/**
 * Pairs whose channels may be scaled: the value between has no other reader. ReLU and LeakyReLU commute with
 * a positive scale, a Clip (ReLU6) does not, and such pairs are left out.
 */
export function equalizablePairs(graph: Graph): readonly ConvPair[] {
  const uses = graph.uses();
  const outputs = new Set(graph.outputs.map((output) => output.value));
  const pairs: ConvPair[] = [];
  for (const second of graph.nodes) {
    if (!isOp(second, Conv) || ruleOf(second) !== 'weighted') continue;
    const first = firstOf(second.inputs[0] as Value, uses, outputs);
    const owned = [first, second].every((node) => node !== undefined && ownsParameters(node, uses));
    const [between] = second.inputs as [Value];
    if (first !== undefined && owned && isPlainOrDepthwise(second)) pairs.push({ first, second, between });
  }
  return pairs;
}

/**
 * Scales channel i of the first convolution by 1 / s and the second's weights for it by s, with
 * s = sqrt(r1 / r2): r1 is the channel's largest activation (`peaks`), r2 its largest weight in the second convolution.
 * Weights have a scale for each output channel, so a depthwise second convolution loses nothing and s = r1 / max(r1) fills
 * the range of every channel.
 */
export function equalize(
  model: WorkingModel,
  pairs: readonly (ConvPair & { readonly peaks: Float64Array; readonly ranges: Float64Array })[],
): PassReport {
  for (const { first, second, peaks, ranges } of pairs) {
    const scales = pairScales(peaks, isDepthwise(second) ? undefined : ranges);
    const [, weight, bias] = first.inputs as [Value, Parameter, Parameter?];
    rescale(model, first, 1, weight, (data, shape) => divideRows(data, shape, scales));
    if (bias !== undefined) rescale(model, first, 2, bias, (data, shape) => divideRows(data, shape, scales));
    const group = (second as Node<{ group: number }>).attrs.group;
    rescale(model, second, 1, second.inputs[1] as Parameter, (data, shape) =>
      multiplyInputs(data, shape, group, scales),
    );
  }
  model.graph.prune();
  return { pass: 'equalize', changed: pairs.length, notes: [] };
}

/** Largest magnitude of the weights that read each input channel. */
export function inputRanges(weight: Float32Array, shape: readonly number[], group: number): Float64Array {
  const ranges = new Float64Array((shape[1] as number) * group);
  forEachInput(shape, group, (channel, at) => {
    ranges[channel] = Math.max(ranges[channel] as number, Math.abs(weight[at] as number));
  });
  return ranges;
}

/** The weights of a node's kernel with their group, as `inputRanges` wants them. */
export async function rangesOf(model: Model, { second }: ConvPair): Promise<Float64Array | undefined> {
  const tensor = model.weights.get((second.inputs[1] as Parameter).name);
  if (tensor === undefined) return undefined;
  const { group } = (second as Node<{ group: number }>).attrs;
  return inputRanges((await tensor.read()) as Float32Array, tensor.shape, group);
}

/** Scales beyond these would make float32 lose what it gains. */
const LIMITS = [2 ** -10, 2 ** 10] as const;

/** Positive, 1 for channels that are always 0, and with a geometric mean of about 1 unless `ranges` is left out. */
function pairScales(peaks: Float64Array, ranges: Float64Array | undefined): Float64Array {
  const top = Math.max(...peaks);
  const middle = geometricMean(peaks.map((peak, i) => peak / (ranges?.[i] ?? 1)));
  return peaks.map((peak, i) => {
    const range = ranges?.[i] ?? 1;
    if (!(peak > 0) || !(range > 0)) return 1;
    const scale = ranges === undefined ? peak / top : Math.sqrt(peak / range / middle);
    return Math.min(LIMITS[1], Math.max(LIMITS[0], scale));
  });
}

function geometricMean(values: Float64Array): number {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  const logs = positive.reduce((sum, value) => sum + Math.log(value), 0);
  return positive.length === 0 ? 1 : Math.exp(logs / positive.length);
}

function firstOf(
  value: Value,
  uses: ReadonlyMap<Value, readonly Use[]>,
  outputs: ReadonlySet<Value>,
): Node | undefined {
  const { producer } = value;
  if (producer === undefined || uses.get(value)?.length !== 1 || outputs.has(value)) return undefined;
  if (isOp(producer, Conv)) return ruleOf(producer) === 'weighted' ? producer : undefined;
  if (producer.op.name !== 'Relu' && producer.op.name !== 'LeakyRelu') return undefined;
  return firstOf(producer.inputs[0] as Value, uses, outputs);
}

function ownsParameters(node: Node, uses: ReadonlyMap<Value, readonly Use[]>): boolean {
  return node.inputs.slice(1).every((value) => value === undefined || uses.get(value)?.length === 1);
}

function isDepthwise(node: Node): boolean {
  const [, perGroup] = (node.inputs[1] as Value).type.shape;
  return perGroup === 1;
}

function isPlainOrDepthwise(node: Node): boolean {
  return (node as Node<{ group: number }>).attrs.group === 1 || isDepthwise(node);
}

function rescale(
  model: WorkingModel,
  node: Node,
  index: number,
  parameter: Parameter,
  compute: (data: Float32Array, shape: readonly number[]) => Float32Array,
): void {
  const current = node.inputs[index] as Parameter;
  const scaled = model.graph.addParameter(
    new Parameter(current.type, freshName(model.graph, current.name), parameter.role),
  );
  const tensor = model.weights.get(current.name);
  if (tensor !== undefined) {
    const { shape } = tensor;
    model.weights.set(
      scaled.name,
      derivedTensor('float32', shape, [tensor], (data) => compute(data as Float32Array, shape)),
    );
  }
  model.graph.setInput(node, index, scaled);
}

function freshName(graph: Graph, name: string): string {
  const stem = `${name}_equalized`;
  let fresh = stem;
  for (let n = 2; graph.params.has(fresh); n++) fresh = `${stem}_${n}`;
  return fresh;
}

function divideRows(data: Float32Array, [rows = 1]: readonly number[], scales: Float64Array): Float32Array {
  const row = data.length / rows;
  return data.map((value, i) => value / (scales[Math.floor(i / row)] as number));
}

function multiplyInputs(
  data: Float32Array,
  shape: readonly number[],
  group: number,
  scales: Float64Array,
): Float32Array {
  const scaled = data.slice();
  forEachInput(shape, group, (channel, at) => {
    scaled[at] = (scaled[at] as number) * (scales[channel] as number);
  });
  return scaled;
}

/** Calls back with each weight's input channel and index. */
function forEachInput(
  [rows = 1, perGroup = 1, ...window]: readonly number[],
  group: number,
  visit: (channel: number, at: number) => void,
): void {
  const taps = window.reduce((product, size) => product * size, 1);
  const rowsPerGroup = rows / group;
  for (let m = 0, at = 0; m < rows; m++) {
    const base = Math.floor(m / rowsPerGroup) * perGroup;
    for (let c = 0; c < perGroup; c++) for (let k = 0; k < taps; k++, at++) visit(base + c, at);
  }
}
