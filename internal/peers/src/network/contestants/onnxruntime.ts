// An ONNX file on onnxruntime-node, ours or another exporter's.

import { seededInput } from '@gossamer/core/weights';
import { nodeRuntime } from '@gossamer/runtime-node';
import type { Contestant } from '../sample.js';

export async function openOnnxruntime(path: string): Promise<Contestant> {
  const runtime = nodeRuntime({ device: 'cpu', threads: 1 });
  const session = await runtime.loadFile(path);
  const [input] = session.inputs;
  const [output] = session.outputs;
  if (input === undefined || output === undefined) throw new Error(`${path} has no input or no output`);
  const shape = input.shape.map((size) => (typeof size === 'number' && size > 0 ? size : 1));
  const feeds = { [input.name]: seededInput('pixel_values', shape) };
  return {
    engine: `onnxruntime-node ${await runtime.version()}`,
    run: async () => (await session.run(feeds))[output.name]?.data as Float32Array,
  };
}
