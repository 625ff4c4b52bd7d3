// Old forms of the windowed, reducing, matrix, resizing and quantizing ops against onnxruntime.

import { describe, expect, it } from 'vitest';
import { decodeOnnx } from '../onnx/index.js';
import { checkOldNode, fileOf, float, int, ints, type OldNode, text } from '../testing/oldNode.js';
import { float32s, int64s, randomTensor } from '../testing/randomTensor.js';

const x = randomTensor([2, 3, 4], 1);
const picture = randomTensor([1, 2, 5, 7], 2);
const channels = [3, 4, 5].map((seed) => randomTensor([2], seed));
const variance = randomTensor([2], 6, { low: 0.5 });
const one = randomTensor([], 7, { low: 0.5, high: 1 });
const empty = float32s();

const windowAttrs = [ints('kernel_shape', [3, 2]), ints('strides', [2, 1]), ints('pads', [1, 0, 1, 1])];

const cases: OldNode[] = [
  { opType: 'ReduceMean', opset: 11, inputs: [x], attrs: [ints('axes', [0, -1]), int('keepdims', 0)] },
  { opType: 'ReduceMean', opset: 13, inputs: [x] },
  { opType: 'ReduceSum', opset: 7, inputs: [x], attrs: [ints('axes', [1])] },
  { opType: 'ReduceSum', opset: 13, inputs: [x, int64s(-1)] },
  { opType: 'ReduceMax', opset: 12, inputs: [x], attrs: [ints('axes', [1]), int('keepdims', 0)] },
  { opType: 'Pad', opset: 7, inputs: [x], attrs: [ints('pads', [0, 1, 2, 0, 0, 1]), float('value', 1.5)] },
  {
    opType: 'Pad',
    opset: 10,
    inputs: [x],
    attrs: [ints('pads', [0, 1, 2, 0, 0, 1]), text('mode', 'reflect')],
  },
  { opType: 'Pad', opset: 11, inputs: [x, int64s(0, -1, 2, 0, 0, 1)] },
  { opType: 'Resize', opset: 10, inputs: [picture, float32s(1, 1, 2, 2.5)] },
  {
    opType: 'Resize',
    opset: 10,
    inputs: [picture, float32s(1, 1, 0.5, 1.5)],
    attrs: [text('mode', 'linear')],
  },
  {
    opType: 'Resize',
    opset: 11,
    inputs: [picture, empty, float32s(1, 1, 2, 3)],
    attrs: [text('mode', 'cubic')],
  },
  { opType: 'Resize', opset: 11, inputs: [picture, empty, empty, int64s(1, 2, 9, 3)] },
  { opType: 'Softmax', opset: 11, inputs: [x], attrs: [int('axis', 2)] },
  { opType: 'Softmax', opset: 7, inputs: [randomTensor([2, 5], 8)] },
  { opType: 'LogSoftmax', opset: 11, inputs: [randomTensor([2, 5, 1, 1], 9)] },
  {
    opType: 'BatchNormalization',
    opset: 7,
    inputs: [picture, ...channels, variance],
    attrs: [int('spatial', 1)],
  },
  {
    opType: 'BatchNormalization',
    opset: 9,
    inputs: [picture, ...channels, variance],
    attrs: [float('epsilon', 1e-3)],
  },
  { opType: 'BatchNormalization', opset: 14, inputs: [picture, ...channels, variance] },
  {
    opType: 'Gemm',
    opset: 7,
    inputs: [x, x, x].map((_, i) => randomTensor([3, 3], i)),
    attrs: [float('beta', 2)],
  },
  { opType: 'MatMul', opset: 7, inputs: [x, randomTensor([4, 2], 10)] },
  {
    opType: 'ConvTranspose',
    opset: 7,
    inputs: [picture, randomTensor([2, 3, 3, 3], 11)],
    attrs: [ints('strides', [2, 2])],
  },
  { opType: 'AveragePool', opset: 7, inputs: [picture], attrs: windowAttrs },
  { opType: 'MaxPool', opset: 7, inputs: [picture], attrs: windowAttrs },
  {
    opType: 'MaxPool',
    opset: 8,
    inputs: [picture],
    attrs: [...windowAttrs, int('storage_order', 1)],
    outputs: ['float32', 'int64'],
  },
  { opType: 'QuantizeLinear', opset: 10, inputs: [x, one], outputs: ['uint8'] },
  {
    opType: 'DequantizeLinear',
    opset: 10,
    inputs: [randomTensor([4], 12, { dtype: 'uint8', low: 0, high: 9 }), one],
  },
  { opType: 'Cast', opset: 9, inputs: [x], attrs: [int('to', 7)], outputs: ['int64'] },
  { opType: 'Erf', opset: 9, inputs: [x] },
  { opType: 'HardSigmoid', opset: 7, inputs: [x] },
];

describe('a form of an older opset', () => {
  it.each(cases.map((node) => [`${node.opType}-${node.opset}`, node] as const))(
    '%s equals onnxruntime',
    (_, node) => checkOldNode(node),
  );

  const mode = 'coordinate_transformation_mode';
  const unknown: [why: string, node: OldNode][] = [
    ['over axes 1, 2 of [2,3,4] together', { opType: 'Softmax', opset: 11, inputs: [x] }],
    [
      'per pixel',
      {
        opType: 'BatchNormalization',
        opset: 7,
        inputs: [picture, ...channels, variance],
        attrs: [int('spatial', 0)],
      },
    ],
    [
      'tf_half_pixel_for_nn',
      {
        opType: 'Resize',
        opset: 11,
        inputs: [picture, empty, float32s(1, 1, 2, 2)],
        attrs: [text(mode, 'tf_half_pixel_for_nn')],
      },
    ],
  ];

  it.each(unknown)('%s is refused', (why, node) => {
    expect(() => decodeOnnx(fileOf(node))).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_OP', message: expect.stringContaining(why) }),
    );
  });
});
