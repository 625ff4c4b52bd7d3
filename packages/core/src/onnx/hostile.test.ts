// Damaged and malicious files: typed errors, quickly, and never anything else.

import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { GossamerError } from '../errors.js';
import { nodeTests } from '../testing/nodeTests.js';
import { branches, classifier, everyDtype, modelOf } from '../testing/sampleGraphs.js';
import {
  type GraphProto,
  ModelProtoSchema,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
} from './gen/onnx_pb.js';
import { decodeOnnx, encodeOnnx } from './index.js';

type Random = (below: number) => number;

/** Random numbers from a seed: xorshift. */
function randomFrom(seed: number): Random {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

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

const byteMutations: Readonly<Record<string, (bytes: number[], random: Random) => void>> = {
  flip: (bytes, random) => {
    const index = random(bytes.length);
    bytes[index] = (bytes[index] as number) ^ (1 << random(8));
  },
  replace: (bytes, random) => {
    bytes[random(bytes.length)] = random(256);
  },
  truncate: (bytes, random) => {
    bytes.length = random(bytes.length + 1);
  },
  remove: (bytes, random) => {
    bytes.splice(random(bytes.length), 1 + random(8));
  },
  insert: (bytes, random) => {
    bytes.splice(random(bytes.length), 0, ...Array.from({ length: 1 + random(8) }, () => random(256)));
  },
  fill: (bytes, random) => {
    const start = random(bytes.length);
    bytes.fill(random(2) * 255, start, start + 1 + random(10));
  },
  repeat: (bytes, random) => {
    const start = random(bytes.length);
    bytes.splice(random(bytes.length), 0, ...bytes.slice(start, start + random(64)));
  },
};

describe('bytes changed at random', async () => {
  const files = [
    ...(await Promise.all([branches, classifier, everyDtype].map((build) => encodeOnnx(modelOf(build()))))),
    ...nodeTests().map(({ model }) => model),
  ];

  it.each(Object.entries(byteMutations))('%s', async (name, mutate) => {
    const random = randomFrom(name.length * 7919);
    let refused = 0;
    for (let count = 0; count < 1500; count++) {
      const bytes = [...(files[count % files.length] as Uint8Array)];
      for (let times = random(3); times >= 0; times--) mutate(bytes, random);
      if (await isRefused(Uint8Array.from(bytes))) refused++;
    }
    expect(refused).toBeGreaterThan(100);
  });
});

const INTEGERS = [0n, 1n, 2n, 3n, -1n, -2n, 1_000_000n, 2n ** 32n, 2n ** 63n - 1n, -(2n ** 63n)];

const graphMutations: Readonly<Record<string, (graph: GraphProto, random: Random) => void>> = {
  'input shapes': ({ input, output }, random) => {
    const dims = input[random(input.length)]?.type?.tensorType?.shape?.dim;
    const dim = create(TensorShapeProto_DimensionSchema, {
      value:
        random(3) > 0 ? { case: 'dimValue', value: BigInt(random(6)) } : { case: 'dimParam', value: 'N' },
    });
    dims?.splice(random(dims.length + 1), random(2), ...new Array(random(3)).fill(dim));
    for (const info of output) if (random(2) > 0) delete info.type;
  },
  'input dtypes': ({ input }, random) => {
    const type = input[random(input.length)]?.type?.tensorType;
    if (type !== undefined) type.elemType = random(17);
  },
  'lists of inputs': ({ node: [node], output }, random) => {
    const names = random(2) > 0 ? [''] : (node?.input.slice(0, 1) ?? []);
    node?.input.splice(random(node.input.length + 1), random(2), ...names);
    if (random(4) === 0) node?.output.push('more');
    for (const info of output) delete info.type;
  },
  attributes: ({ node: [node], output }, random) => {
    const attribute = node?.attribute[random(node.attribute.length)];
    for (const info of output) delete info.type;
    if (attribute === undefined) return;
    attribute.i = INTEGERS[random(INTEGERS.length)] as bigint;
    attribute.f = [0, -1, Number.NaN, 1e30, 2][random(5)] as number;
    attribute.ints = Array.from({ length: random(6) }, () => INTEGERS[random(INTEGERS.length)] as bigint);
  },
  'constant inputs': (graph, random) => {
    const [info] = graph.input.splice(random(graph.input.length), 1);
    const length = random(6);
    const tensor = create(TensorProtoSchema, {
      name: info?.name ?? '',
      dataType: info?.type?.tensorType?.elemType ?? 7,
      dims: random(4) > 0 ? [BigInt(length)] : [],
      floatData: Array.from({ length }, () => [0, -1, Number.NaN, 2, 0.5, 1e30][random(6)] as number),
      int32Data: Array.from({ length }, () => random(5)),
      int64Data: Array.from({ length }, () => INTEGERS[random(INTEGERS.length)] as bigint),
    });
    graph.initializer.push(tensor);
    for (const output of graph.output) delete output.type;
  },
};

describe('graphs changed at random', () => {
  const files = nodeTests().map(({ model }) => model);

  it.each(Object.entries(graphMutations))('%s', async (name, mutate) => {
    const random = randomFrom(name.length * 104729);
    let refused = 0;
    for (let count = 0; count < 1500; count++) {
      const model = fromBinary(ModelProtoSchema, files[count % files.length] as Uint8Array);
      for (let times = random(3); times >= 0; times--) mutate(model.graph as GraphProto, random);
      if (await isRefused(toBinary(ModelProtoSchema, model))) refused++;
    }
    expect(refused).toBeGreaterThan(100);
  });
});
