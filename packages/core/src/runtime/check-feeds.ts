// Checks feeds against a session's inputs before the engine sees them, with errors one can act on.

import { RuntimeError, ShapeError } from '../errors.js';
import { type DType, dtypeInfo, type TypedArray } from '../ir/dtype.js';
import type { Tensor } from '../ir/tensor-data.js';
import { formatShape, formatType } from '../ir/tensor-type.js';
import { didYouMean } from '../nearest.js';
import type { Feeds } from './session.js';
import type { TensorInfo } from './tensor-info.js';

/**
 * @throws RuntimeError where a name is unknown or missing; ShapeError where a tensor has another dtype, another
 * shape, data of another kind or length, or where one symbolic size would have two values
 */
export function checkFeeds(inputs: readonly TensorInfo[], feeds: Feeds): void {
  if (typeof feeds !== 'object' || feeds === null) {
    throw new RuntimeError(`the feeds are ${String(feeds)}, expected tensors by name`, {
      hint: list(inputs),
    });
  }
  if (fitsAll(inputs, feeds)) return;
  const names = inputs.map((input) => input.name);
  checkNames('input', Object.keys(feeds), names);
  const missing = names.filter((name) => feeds[name] === undefined);
  if (missing.length > 0) {
    throw new RuntimeError(`there is no tensor for ${quoted(missing)}`, {
      hint: list(inputs),
    });
  }
  const sizes = new Map<string, { size: number; name: string }>();
  for (const input of inputs) checkFeed(input, feeds[input.name] as Tensor, sizes);
}

/**
 * Whether the usual case is plainly right: one input, nothing to look up. What is not is looked at again, at leisure: this
 * comes before every run, when the caches are full of the last one's weights.
 */
function fitsAll(inputs: readonly TensorInfo[], feeds: Feeds): boolean {
  const input = inputs[0];
  const feed = input && feeds[input.name];
  if (!isTensor(feed) || inputs.length > 1) return false;
  for (const name in feeds) if (name !== input?.name) return false;
  const { dtype, shape, data } = feed;
  const wanted = (input as TensorInfo).shape;
  if (dtype !== input?.dtype || shape.length !== wanted.length) return false;
  if (!(data instanceof dtypeInfo(dtype).array)) return false;
  let count = 1;
  for (let axis = 0; axis < shape.length; axis++) {
    const size = shape[axis] as number;
    const dim = wanted[axis];
    if (typeof dim === 'number' ? dim !== size : !(axis === 0 && Number.isSafeInteger(size) && size >= 0))
      return false;
    count *= size;
  }
  return count === data.length;
}

/** @throws RuntimeError listing the names that do not exist, with the nearest that do */
function checkNames(what: string, asked: readonly string[], known: readonly string[]): void {
  const unknown = asked.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new RuntimeError(`there is no ${what} ${quoted(unknown)}`, {
    hint: `${didYouMean(unknown[0] as string, known) ?? ''} the ${what}s are ${known.join(', ')}`.trim(),
  });
}

/** The same of the outputs a run is asked for. @throws RuntimeError, also where there are none */
export function checkOutputNames(asked: readonly string[], known: readonly string[]): void {
  if (!Array.isArray(asked) || asked.length === 0) {
    throw new RuntimeError(`expected a list of outputs, found ${JSON.stringify(asked)}`, {
      hint: `the outputs are ${known.join(', ')}`,
    });
  }
  checkNames('output', asked, known);
}

/** The same of tensors for some of the outputs. @throws RuntimeError, ShapeError */
export function checkInto(outputs: readonly TensorInfo[], into: Feeds): void {
  const names = outputs.map((output) => output.name);
  checkNames('output', Object.keys(into), names);
  for (const output of outputs) {
    const tensor = into[output.name];
    if (tensor !== undefined) checkFeed(output, tensor, new Map(), 'output');
  }
}

function checkFeed(
  input: TensorInfo,
  feed: Tensor,
  sizes: Map<string, { size: number; name: string }>,
  what = 'input',
): void {
  const fail = (reason: string, hint?: string): never => {
    throw new ShapeError(`${what} "${input.name}" ${reason}, expected ${formatType(input)}`, { hint });
  };
  if (!isTensor(feed)) fail(`is ${kindOf(feed)}`, 'a tensor is { dtype, shape, data }');
  if (feed.dtype !== input.dtype) fail(`is ${feed.dtype}`);
  const fits =
    feed.shape.length === input.shape.length &&
    input.shape.every((dim, axis) => typeof dim !== 'number' || dim === feed.shape[axis]);
  if (!fits || !feed.shape.every((size) => Number.isSafeInteger(size) && size >= 0)) {
    fail(`has shape ${formatShape(feed.shape)}`, shapeHint(feed.shape, input.shape));
  }
  const count = feed.shape.reduce((product, size) => product * size, 1);
  if (arrayName(feed.data) !== dtypeInfo(feed.dtype).array.name) {
    fail(`holds ${kindOf(feed.data)}`, `${feed.dtype} lives in a ${storage(feed.dtype)}`);
  }
  if (feed.data.length !== count) {
    fail(`has ${feed.data.length} elements`, `shape ${formatShape(feed.shape)} has ${count}`);
  }
  input.shape.forEach((dim, axis) => {
    if (typeof dim === 'number') return;
    const size = feed.shape[axis] as number;
    const other = sizes.get(dim.key);
    if (other !== undefined && other.size !== size) {
      fail(
        `has shape ${formatShape(feed.shape)}`,
        `${dim.key} is ${size} here and ${other.size} in "${other.name}"`,
      );
    }
    sizes.set(dim.key, { size, name: input.name });
  });
}

/** The usual reasons why pictures [N,C,H,W] do not fit. */
function shapeHint(found: readonly number[], wanted: TensorInfo['shape']): string | undefined {
  const fits = (dims: readonly (number | undefined)[], from = 0): boolean =>
    dims.length + from === wanted.length &&
    dims.every((size, i) => typeof wanted[i + from] !== 'number' || wanted[i + from] === size);
  const [n, h, w, c] = found;
  if (wanted.length !== 4) return undefined;
  if (fits(found, 1)) return `one picture is a batch of one: ${formatShape([1, ...found])}`;
  if (fits([n, c, h, w]) || fits([found[2], n, h], 1)) return 'channels come before height and width';
  if (fits(found.slice(1), 1))
    return "the network has a fixed batch: build it with batch: 'dynamic' or feed that many";
  return found.length === 4
    ? 'build the network with the size and channels of its pictures, or prepare them so'
    : undefined;
}

function isTensor(feed: unknown): feed is Tensor {
  const { dtype, shape } = (feed ?? {}) as Partial<Tensor>;
  return typeof dtype === 'string' && Array.isArray(shape);
}

function list(inputs: readonly TensorInfo[]): string {
  return `the inputs are ${inputs.map((input) => `${input.name}: ${formatType(input)}`).join(', ')}`;
}

/** `a Float32Array`, `an Array`, `undefined`. */
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  const name = ArrayBuffer.isView(value)
    ? arrayName(value as TypedArray)
    : (value.constructor?.name ?? typeof value);
  return `${/^[AEIOU]/.test(name) ? 'an' : 'a'} ${name}`;
}

/** By name, not by `instanceof`: arrays of another realm (a test runner's sandbox) are as good. */
function arrayName(data: TypedArray): string {
  return String((data as Partial<TypedArray> | undefined)?.[Symbol.toStringTag] ?? typeof data);
}

function storage(dtype: DType): string {
  const { array } = dtypeInfo(dtype);
  return dtype === 'float16' || dtype === 'bfloat16' ? `${array.name} of its bit patterns` : array.name;
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
