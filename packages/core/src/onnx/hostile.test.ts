// Damaged and malicious files: typed errors, quickly, and never anything else.

import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { GossamerError } from '../errors.js';
import { mutateBytes, pick } from '../testing/mutate.js';
import { nodeTests } from '../testing/nodeTests.js';
import { branches, classifier, everyDtype, modelOf } from '../testing/sampleGraphs.js';
import { RandomSource } from '../weights/random-source.js';
import {
  type GraphProto,
  ModelProtoSchema,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
} from './gen/onnx_pb.js';
import { decodeOnnx, encodeOnnx } from './index.js';

/** Reads and writes the file; true where that was refused with one of our errors. */
async function isRefused(file: Uint8Array): Promise<boolean> {
  try {
    await encodeOnnx(decodeOnnx(file));
    return false;
  } catch (error) {
    if (error instanceof GossamerError) return true;
    throw error;
  }
}

it('bytes changed at random', async () => {
  const files = [
    ...(await Promise.all([branches, classifier, everyDtype].map((build) => encodeOnnx(modelOf(build()))))),
    ...nodeTests().map(({ model }) => model),
  ];
  const random = new RandomSource(1, 'bytes');
  let refused = 0;
  for (let count = 0; count < 8000; count++) {
    if (await isRefused(mutateBytes(files[count % files.length] as Uint8Array, random))) refused++;
  }
  expect(refused).toBeGreaterThan(4000);
});

const INTEGERS = [0n, 1n, 2n, 3n, -1n, -2n, 1_000_000n, 2n ** 32n, 2n ** 63n - 1n, -(2n ** 63n)];

const FLOATS = [0, -1, Number.NaN, 2, 0.5, 1e30];

const below = (random: RandomSource, end: number): number => random.bits() % end;

const graphMutations: Readonly<Record<string, (graph: GraphProto, random: RandomSource) => void>> = {
  'input shapes': ({ input, output }, random) => {
    const dims = input[below(random, input.length)]?.type?.tensorType?.shape?.dim;
    const dim = create(TensorShapeProto_DimensionSchema, {
      value:
        below(random, 3) > 0
          ? { case: 'dimValue', value: BigInt(below(random, 6)) }
          : { case: 'dimParam', value: 'N' },
    });
    dims?.splice(below(random, dims.length + 1), below(random, 2), ...new Array(below(random, 3)).fill(dim));
    for (const info of output) if (below(random, 2) > 0) delete info.type;
  },
  'input dtypes': ({ input }, random) => {
    const type = input[below(random, input.length)]?.type?.tensorType;
    if (type !== undefined) type.elemType = below(random, 17);
  },
  'lists of inputs': ({ node: [node], output }, random) => {
    const names = below(random, 2) > 0 ? [''] : (node?.input.slice(0, 1) ?? []);
    node?.input.splice(below(random, node.input.length + 1), below(random, 2), ...names);
    if (below(random, 4) === 0) node?.output.push('more');
    for (const info of output) delete info.type;
  },
  attributes: ({ node: [node], output }, random) => {
    const attribute = node?.attribute[below(random, node.attribute.length)];
    for (const info of output) delete info.type;
    if (attribute === undefined) return;
    attribute.i = pick(random, INTEGERS);
    attribute.f = pick(random, FLOATS);
    attribute.ints = Array.from({ length: below(random, 6) }, () => pick(random, INTEGERS));
  },
  'constant inputs': (graph, random) => {
    const [info] = graph.input.splice(below(random, graph.input.length), 1);
    const length = below(random, 6);
    const tensor = create(TensorProtoSchema, {
      name: info?.name ?? '',
      dataType: info?.type?.tensorType?.elemType ?? 7,
      dims: below(random, 4) > 0 ? [BigInt(length)] : [],
      floatData: Array.from({ length }, () => pick(random, FLOATS)),
      int32Data: Array.from({ length }, () => below(random, 5)),
      int64Data: Array.from({ length }, () => pick(random, INTEGERS)),
    });
    graph.initializer.push(tensor);
    for (const output of graph.output) delete output.type;
  },
};

describe('graphs changed at random', () => {
  const files = nodeTests().map(({ model }) => model);

  it.each(Object.entries(graphMutations))('%s', async (name, mutate) => {
    const random = new RandomSource(1, name);
    let refused = 0;
    for (let count = 0; count < 1500; count++) {
      const model = fromBinary(ModelProtoSchema, files[count % files.length] as Uint8Array);
      for (let times = below(random, 3); times >= 0; times--) mutate(model.graph as GraphProto, random);
      if (await isRefused(toBinary(ModelProtoSchema, model))) refused++;
    }
    expect(refused).toBeGreaterThan(100);
  });
});
