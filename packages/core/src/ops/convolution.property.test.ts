// Conv, ConvTranspose and FusedConv against onnxruntime.

import fc from 'fast-check';
import { describe, it } from 'vitest';
import { checkNode } from '../testing/checkNode.js';
import { forAll, seeds, sizes } from '../testing/forAll.js';
import { randomTensor } from '../testing/randomTensor.js';
import { touchingWindows, type WindowCase, windows } from '../testing/windows.js';
import { Conv, ConvTranspose, FusedConv } from './index.js';

const channels = fc.record({ batch: sizes(2), group: sizes(3), inPerGroup: sizes(2), outPerGroup: sizes(3) });
const cases = fc.record({ window: windows, channels, bias: fc.boolean(), seed: seeds });

describe('Conv', () => {
  it('equals onnxruntime', () =>
    forAll(
      cases,
      async ({ window, channels: c, bias, seed }) => {
        const out = c.group * c.outPerGroup;
        const x = randomTensor([c.batch, c.group * c.inPerGroup, ...window.spatial], seed);
        const w = randomTensor([out, c.inPerGroup, ...window.attrs.kernel_shape], seed + 1);
        const inputs = bias ? [x, w, randomTensor([out], seed + 2)] : [x, w];
        await checkNode({ op: Conv, inputs, attrs: { ...window.attrs, group: c.group } });
      },
      100,
    ));
});

const activations = fc.oneof(
  fc.constantFrom(
    {},
    { activation: 'Relu' },
    { activation: 'Tanh' },
    { activation: 'Sigmoid' },
    { activation: 'HardSwish' },
  ),
  fc.constantFrom(
    { activation: 'LeakyRelu', activation_params: [0.125] },
    { activation: 'Clip', activation_params: [0, 6] },
    { activation: 'HardSigmoid', activation_params: [0.25, 0.5] },
  ),
);

describe('FusedConv', () => {
  const flat = windows.filter(({ spatial }) => spatial.length === 2);

  it('equals onnxruntime', () =>
    forAll(
      fc.record({ window: flat, activation: activations, bias: fc.boolean(), seed: seeds }),
      async (o) => {
        const x = randomTensor([2, 3, ...o.window.spatial], o.seed);
        const w = randomTensor([4, 3, ...o.window.attrs.kernel_shape], o.seed + 1);
        const inputs = o.bias ? [x, w, randomTensor([4], o.seed + 2)] : [x, w];
        await checkNode({ op: FusedConv, inputs, attrs: { ...o.window.attrs, ...o.activation } });
      },
    ));

  it('adds Z before the activation', () =>
    forAll(fc.record({ activation: activations, seed: seeds }), async ({ activation, seed }) => {
      const [x, w, b] = [[1, 3, 5, 4], [4, 3, 3, 3], [4]].map((shape, i) => randomTensor(shape, seed + i));
      const z = randomTensor([1, 4, 5, 4], seed + 3);
      await checkNode({ op: FusedConv, inputs: [x, w, b, z], attrs: { pads: [1, 1, 1, 1], ...activation } });
    }));
});

type Output = 'plain' | 'output_padding' | 'output_shape';

/** Sizes of the whole result along each axis, before pads cut it. */
function fullSizes({ spatial, attrs }: WindowCase): readonly number[] {
  return spatial.map((size, i) => {
    const extent = (attrs.dilations[i] as number) * ((attrs.kernel_shape[i] as number) - 1) + 1;
    return (size - 1) * (attrs.strides[i] as number) + extent;
  });
}

/** Sizes that follow from the window, or that differ from those by less than a stride. */
function outputAttrs(window: WindowCase, kind: Output, extra: number): object {
  if (kind === 'plain' || window.attrs.auto_pad !== 'NOTSET') return {};
  if (kind === 'output_padding')
    return { output_padding: window.attrs.strides.map((stride) => extra % stride) };
  return { output_shape: fullSizes(window).map((size) => Math.max(size - extra, 1)), pads: undefined };
}

/** Pads leave something of it. */
function isTransposable(window: WindowCase): boolean {
  const { kernel_shape: kernel, pads = [] } = window.attrs;
  const cut = kernel.map((_, i) => (pads[i] ?? 0) + (pads[i + kernel.length] ?? 0));
  return fullSizes(window).every((size, i) => size > (cut[i] as number));
}

describe('ConvTranspose', () => {
  const output = fc.constantFrom<Output>('plain', 'output_padding', 'output_shape');
  const upsampled = fc.record({
    window: touchingWindows.filter(isTransposable),
    channels,
    bias: fc.boolean(),
    seed: seeds,
    output,
    extra: fc.nat(3),
  });

  it('equals onnxruntime', () =>
    forAll(
      upsampled,
      async ({ window, channels: c, bias, seed, output: kind, extra }) => {
        const x = randomTensor([c.batch, c.group * c.inPerGroup, ...window.spatial], seed);
        const w = randomTensor(
          [c.group * c.inPerGroup, c.outPerGroup, ...window.attrs.kernel_shape],
          seed + 1,
        );
        const inputs = bias ? [x, w, randomTensor([c.group * c.outPerGroup], seed + 2)] : [x, w];
        const attrs = { ...window.attrs, group: c.group, ...outputAttrs(window, kind, extra) };
        await checkNode({ op: ConvTranspose, inputs, attrs });
      },
      100,
    ));
});
