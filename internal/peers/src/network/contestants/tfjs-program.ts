// Our graph as calls of TensorFlow.js: NHWC throughout, activations fused into convolutions where it can.

import { type Constant, type Model, type Node, Parameter, type Value } from '@gossamer/core';
import type { Activation, Tf, TfTensor } from './tfjs-types.js';

export type TfProgram = (picture: TfTensor) => TfTensor;

type Step = (values: Map<Value, TfTensor>) => void;

/** @throws Error for operators it has no translation for */
export async function tfjsProgram(tf: Tf, model: Model): Promise<TfProgram> {
  const { graph } = model;
  const weights = await constantsOf(tf, model);
  const fused = new Set<Node>();
  const input = graph.inputs[0]?.value as Value;
  const output = graph.outputs[0]?.value as Value;
  const steps = graph.nodes.flatMap((node): Step[] => (fused.has(node) ? [] : [stepOf(node)]));
  return (picture) => {
    const values = new Map([[input, picture]]);
    for (const step of steps) step(values);
    return values.get(output) as TfTensor;
  };

  function stepOf(node: Node): Step {
    const compute = translate(node);
    const follower = node.op.name === 'Conv' ? onlyUser(node) : undefined;
    const activation = follower && activationOf(follower);
    if (activation === undefined) {
      return (values) => values.set(node.outputs[0] as Value, compute(values, 'linear'));
    }
    fused.add(follower as Node);
    return (values) => values.set(follower?.outputs[0] as Value, compute(values, activation));
  }

  /** The node that alone reads what this one computes. */
  function onlyUser(node: Node): Node | undefined {
    const [value] = node.outputs;
    const users = graph.nodes.filter(({ inputs }) => inputs.includes(value));
    return users.length === 1 && value !== output ? users[0] : undefined;
  }

  function translate(node: Node): (values: Map<Value, TfTensor>, activation: Activation) => TfTensor {
    const { inputs } = node;
    const read = (values: Map<Value, TfTensor>, index: number): TfTensor => {
      const value = inputs[index] as Value;
      return values.get(value) ?? (weights.get(value) as TfTensor);
    };
    switch (node.op.name) {
      case 'Conv':
        return convolution(node);
      case 'Relu':
        return (values) => tf.relu(read(values, 0));
      case 'Clip':
        if (activationOf(node) === 'relu6') return (values) => tf.relu6(read(values, 0));
        break;
      case 'HardSwish':
        return (values) => tf.mul(read(values, 0), sixth(tf.relu6(plusThree(read(values, 0)))));
      case 'HardSigmoid':
        return (values) => sixth(tf.relu6(plusThree(read(values, 0))));
      case 'Sigmoid':
        return (values) => tf.sigmoid(read(values, 0));
      case 'Add':
        return (values) => tf.add(read(values, 0), read(values, 1));
      case 'Mul':
        return (values) => tf.mul(read(values, 0), read(values, 1));
      case 'GlobalAveragePool':
        return (values) => tf.mean(read(values, 0), [1, 2], true);
      case 'Concat':
        return (values) =>
          tf.concat(
            inputs.map((_, i) => read(values, i)),
            3,
          );
      case 'Flatten':
      case 'Reshape':
        // Of pooled vectors, where the layouts are one.
        return (values) => tf.reshape(read(values, 0), [1, -1]);
      case 'Gemm':
        if ((node.attrs as { transB?: number }).transB === 1) {
          return (values) => tf.add(tf.matMul(read(values, 0), read(values, 1)), read(values, 2));
        }
    }
    throw new Error(`no translation of ${node.op.name} to TensorFlow.js`);
  }

  function convolution(node: Node): (values: Map<Value, TfTensor>, activation: Activation) => TfTensor {
    const [x, weight, bias] = node.inputs as [Value, Value, Value];
    const { strides = [1, 1], dilations = [1, 1], pads = [0, 0, 0, 0], group = 1 } = node.attrs as ConvAttrs;
    const [outputs = 0, perGroup = 0] = weight.type.shape as number[];
    if (group !== 1 && (perGroup !== 1 || group !== outputs)) {
      throw new Error('TensorFlow.js has no convolution in groups');
    }
    const [top = 0, left = 0, bottom = 0, right = 0] = pads;
    const fusedOp = group === 1 ? tf.fused.conv2d : tf.fused.depthwiseConv2d;
    return (values, activation) =>
      fusedOp({
        x: values.get(x) as TfTensor,
        filter: weights.get(weight) as TfTensor,
        bias: weights.get(bias) as TfTensor,
        strides,
        dilations,
        pad: [
          [0, 0],
          [top, bottom],
          [left, right],
          [0, 0],
        ],
        activation,
      });
  }

  function plusThree(x: TfTensor): TfTensor {
    return tf.add(x, tf.scalar(3));
  }

  function sixth(x: TfTensor): TfTensor {
    return tf.mul(x, tf.scalar(1 / 6));
  }
}

interface ConvAttrs {
  readonly strides?: readonly number[];
  readonly dilations?: readonly number[];
  readonly pads?: readonly number[];
  readonly group?: number;
}

function activationOf({ op, inputs }: Node): Activation | undefined {
  if (op.name === 'Relu') return 'relu';
  if (op.name !== 'Clip') return undefined;
  const [low, high] = inputs.slice(1).map((value) => (value as Constant | undefined)?.data?.[0]);
  return low === 0 && high === 6 ? 'relu6' : undefined;
}

/** Every parameter in the order of axes TensorFlow.js wants. */
async function constantsOf(tf: Tf, { graph, weights }: Model): Promise<Map<Value, TfTensor>> {
  const made = new Map<Value, TfTensor>();
  for (const node of graph.nodes) {
    for (const [index, value] of node.inputs.entries()) {
      if (!(value instanceof Parameter) || made.has(value)) continue;
      const data = (await weights.get(value.name)?.read()) as Float32Array;
      const tensor = tf.tensor(data, value.type.shape as number[]);
      made.set(value, tf.keep(tf.transpose(tensor, axesFor(node, index))));
    }
  }
  return made;
}

/** Filters are [H,W,I,O], depthwise ones [H,W,C,1]; a matrix is not transposed when it is used. */
function axesFor(node: Node, index: number): readonly number[] {
  const rank = node.inputs[index]?.type.shape.length ?? 0;
  const { group = 1 } = node.attrs as ConvAttrs;
  if (rank === 4) return group === 1 ? [2, 3, 1, 0] : [2, 3, 0, 1];
  return rank === 2 ? [1, 0] : [0];
}
