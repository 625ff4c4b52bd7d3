// The page whose start is measured: a checkpoint from the server, compiled or from the cache, and one run.

/** Of the page as a bundler gets it. */
export const START_PROGRAM = `
import { createModel, mobilenetv4_conv_small } from '@gossamer/models/mobilenetv4';
import { loadCheckpoint, webRuntime } from '@gossamer/runtime-web';

async function start() {
  const marks = {};
  const { graph } = createModel(mobilenetv4_conv_small, { batch: 1, size: 224 });
  const { sha256 } = await (await fetch('weights.json')).json();
  const session = await loadCheckpoint(
    webRuntime({ device: 'wasm' }),
    { graph, weights: { url: 'model.safetensors', sha256 } },
    { onProgress: ({ phase }) => { marks[phase] ??= Math.round(performance.now()); } },
  );
  const data = Float32Array.from({ length: 3 * 224 * 224 }, (_, i) => Math.sin(i));
  const { logits } = await session.run({ pixel_values: { dtype: 'float32', shape: [1, 3, 224, 224], data } });
  const ms = performance.now();
  const { fromCache, notKept } = session.compiled;
  return { ms, marks, fromCache, notKept: notKept?.message, first: logits.data[0], fallbacks: session.fallbacks };
}

globalThis.started = start();
`;
