// Graphs that between them have everything a file has to express.

import {
  constant,
  type Dim,
  type DType,
  elementCount,
  emit,
  emitAll,
  fromNumbers,
  Graph,
  type Model,
  param,
  scopeOf,
  symbolicDim,
  tensorType,
  Value,
} from '../ir/index.js';
import {
  BatchNormalization,
  Clip,
  Conv,
  FusedConv,
  Gemm,
  Identity,
  Max,
  MaxPool,
  Reshape,
  Split,
} from '../ops/index.js';
import { type LazyTensor, memoryTensor } from '../weights/lazy-tensor.js';

/** Adds an input. */
function input(graph: Graph, name: string, dtype: DType, shape: readonly Dim[]): Value {
  return graph.addInput(name, new Value(tensorType(dtype, shape)));
}

/** A model whose weights are told from each other and from zero. */
export function modelOf(graph: Graph): Model {
  const weights = new Map<string, LazyTensor>();
  for (const [index, { name, type }] of [...graph.params.values()].entries()) {
    const shape = type.shape as readonly number[];
    const numbers = Array.from(
      { length: elementCount(shape) as number },
      (_, i) => ((i * 7 + index) % 5) + 1,
    );
    weights.set(name, memoryTensor(type.dtype, shape, fromNumbers(type.dtype, numbers)));
  }
  return { graph, weights };
}

const init = { kind: 'constant', value: 0 } as const;

/** Conv, batch norm with its statistics, constants shared and not, a reshape, one result under three names. */
export function classifier(): Graph {
  const graph = new Graph('classifier');
  const s = scopeOf(graph);
  const x = input(graph, 'x', 'float32', [symbolicDim('N'), 3, 8, 8]);
  const w = param(s('stem')('conv'), 'weight', [4, 3, 3, 3], { init });
  let y = emit(s('stem')('conv'), Conv, [x, w], { strides: [2, 2], pads: [1, 1, 1, 1] });
  const bn = s('stem')('bn');
  const [scale, bias] = ['weight', 'bias'].map((leaf) => param(bn, leaf, [4], { init }));
  const [mean, variance] = ['running_mean', 'running_var'].map((leaf) =>
    param(bn, leaf, [4], { init, role: 'statistic' }),
  );
  y = emit(bn, BatchNormalization, [y, scale, bias, mean, variance], { epsilon: 1e-3 });
  const zero = constant([0], [], 'float32');
  y = emit(s('stem'), Max, [y, zero], {});
  y = emit(s('stem'), Max, [zero, y], {});
  y = emit(s, Reshape, [y, constant([0, -1])], {});
  const head = emit(s('fc'), Gemm, [y, param(s('fc'), 'weight', [10, 64], { init })], { transB: 1 });
  graph.metadata.set('labels', 'ten');
  graph.setOutputs([
    { name: 'logits', value: head },
    { name: 'again', value: head },
    { name: 'once more', value: head },
    { name: 'embedding', value: y },
    { name: 'echo', value: x },
    { name: 'kernel', value: w },
  ]);
  return graph;
}

/** Symbolic height and width, several outputs of a node, an optional input left out, another domain. */
export function branches(): Graph {
  const graph = new Graph('branches');
  const s = scopeOf(graph);
  const x = input(graph, 'x', 'float32', [symbolicDim('N'), 4, symbolicDim('H'), symbolicDim('W')]);
  const [a, b] = emitAll(s, Split, [x, constant([1, 3])], { axis: 1 }, 2) as [Value, Value];
  const limited = emit(s('left'), Clip, [a, undefined, constant([0.5], [], 'float32')], {});
  const w = param(s('right'), 'weight', [3, 3, 3, 3], { init });
  const right = emit(s('right'), FusedConv, [b, w], {
    activation: 'Relu',
    strides: [2, 2],
    pads: [1, 1, 1, 1],
  });
  limited.name = 'kept name';
  const pooled = emitAll(s('right'), MaxPool, [right], { kernel_shape: [2, 2] }, 2);
  graph.setOutputs([
    { name: 'left', value: limited },
    { name: 'pooled', value: pooled[0] as Value },
    { name: 'where', value: pooled[1] as Value },
  ]);
  return graph;
}

const DTYPES = [
  'float32',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'bool',
  'float16',
  'float64',
  'uint32',
  'uint64',
  'bfloat16',
] as const;

/** A parameter and a constant of every dtype. */
export function everyDtype(): Graph {
  const graph = new Graph('dtypes');
  const s = scopeOf(graph);
  for (const dtype of DTYPES) param(s(dtype), 'weight', [3], { init, dtype });
  const outputs = [...graph.params.values()].flatMap((parameter) => {
    const { dtype } = parameter.type;
    // onnxruntime's bindings have no tensors of bfloat16.
    if (dtype === 'bfloat16') return [];
    const weight = emit(s(dtype), Identity, [parameter], {});
    const fixed = emit(s(dtype), Identity, [constant([1, 0, 1], [3], dtype)], {});
    return [
      { name: `${dtype} weight`, value: weight },
      { name: `${dtype} fixed`, value: fixed },
    ];
  });
  graph.setOutputs(outputs);
  return graph;
}
