// How to start with a model: in Node, in the browser, on the command line.

import type { ModelSpec } from '@gossamer/models';

export function snippets(spec: ModelSpec): string {
  const published = spec.checkpoints().length > 0;
  return [
    'In Node, with onnxruntime:',
    fenced('ts', nodeSnippet(spec.name)),
    'In the browser, as a WebAssembly module of its own:',
    fenced('ts', browserSnippet(spec.name)),
    'On the command line:',
    fenced(
      'sh',
      [
        `gossamer inspect ${spec.name}`,
        `gossamer export ${spec.name}${published ? ' --weights pretrained' : ''} -o ${spec.name}.onnx`,
        `gossamer bench ${spec.name}`,
      ].join('\n'),
    ),
  ].join('\n\n');
}

/** Compiled and run by snippets.test.ts. */
export function nodeSnippet(name: string): string {
  return `import { compile } from '@gossamer/core/compile';
import { encodeOnnx } from '@gossamer/core/onnx';
import { seededInput, seededWeights } from '@gossamer/core/weights';
import { create } from '@gossamer/models/catalog';
import { layoutBlock, nodeRuntime } from '@gossamer/runtime-node';

const network = await create('${name}', { batch: 1 });
const weights = seededWeights(network.graph.params, 1); // or bindCheckpoint(network, tensors)
const { model } = compile({ graph: network.graph, weights }, { target: 'cpu', block: layoutBlock() });
const session = await nodeRuntime({ device: 'cpu' }).load(await encodeOnnx(model));
const { height, width } = network.spec.input;
const { logits } = await session.run({ pixel_values: seededInput('x', [1, 3, height, width]) });
await session.dispose();
console.log(logits?.shape);`;
}

export function browserSnippet(name: string): string {
  return `import { seededInput, seededWeights } from '@gossamer/core/weights';
import { create } from '@gossamer/models/catalog';
import { wasmRuntime } from '@gossamer/runtime-wasm';

const network = await create('${name}', { batch: 1 });
const weights = seededWeights(network.graph.params, 1); // or bindCheckpoint(network, tensors)
const session = await wasmRuntime().loadModel({ graph: network.graph, weights });
const { height, width } = network.spec.input;
const { logits } = await session.run({ pixel_values: seededInput('x', [1, 3, height, width]) });
await session.dispose();
console.log(logits?.shape);`;
}

const fenced = (language: string, text: string) => `\`\`\`${language}\n${text}\n\`\`\``;
