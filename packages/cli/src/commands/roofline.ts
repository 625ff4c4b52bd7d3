// `gossamer roofline`: how long networks should take on a device, and why.

import type { Graph } from '@gossamer/core';
import { type Device, ridgeSweep } from '@gossamer/core/analysis';
import { renderReport } from '@gossamer/report';
import { readOnnxFile, writeFileAtomic } from '@gossamer/runtime-node';
import { representatives } from '../bench/representatives.js';
import type { Command, CommandContext } from '../command/command.js';
import { bindInput, checkBound } from '../pipeline/bind-input.js';
import { type Check, checkedModels, checkPredictions } from '../roofline/check.js';
import { openDevice, saveMeasured } from '../roofline/device-store.js';
import { LOCAL_ENGINES, type MeasureOptions, measureDevice } from '../roofline/measure-device.js';
import { type Prediction, predict, predictGraph } from '../roofline/predict.js';
import { rooflineDocument } from '../roofline/roofline-document.js';
import { rooflinePage } from '../roofline/roofline-page.js';
import { rooflineText } from '../roofline/roofline-text.js';
import { modelsOf, ridgesOf, rooflineFlags } from '../roofline/roofline-words.js';
import { isFile } from '../words/is-file.js';
import { type NetworkWords, networkWords } from '../words/model-words.js';
import { choiceValue, integerValue } from '../words/values.js';

type Context = CommandContext<typeof rooflineFlags>;
type Setting = Pick<MeasureOptions, 'engine' | 'threads'>;

export const roofline: Command<typeof rooflineFlags> = {
  name: 'roofline',
  about:
    'Models how long networks take on a device, layer by layer: arithmetic against memory traffic. Then sweeps the\n' +
    'ridge point, as MobileNetV4 does, and shows which models nothing beats in cost and published top-1. With\n' +
    '--measure, about 300 small graphs are run through onnxruntime and tell what each kind of layer costs here.\n' +
    'A word with a dot or a slash is an ONNX file.',
  words: { usage: '[models...|FILE.onnx]', min: 0, max: Number.POSITIVE_INFINITY },
  flags: rooflineFlags,
  examples: [
    'roofline mobilenetv2_100',
    'roofline mobilenetv2_100 other.onnx --size 224',
    "roofline 'mobilenetv4*' --device phone-cpu --ridge 0..100",
    'roofline --measure',
    'roofline --check',
    'roofline --measure --check --runtime wasm',
  ],
  run,
};

async function run(context: Context): Promise<number> {
  const { flags, output, words } = context;
  const setting = {
    engine: choiceValue('--runtime', flags.runtime ?? 'node', LOCAL_ENGINES),
    threads: integerValue('--threads', flags.threads ?? '1', 1),
  };
  const top = integerValue('--top', flags.top ?? '5', 0);
  const ridges = ridgesOf(flags.ridge);
  const names = modelsOf(words);
  if (flags.measure) await measure(context, setting);
  const device = await openDevice(flags.device, process.env, setting);
  const asked = names.length > 0 ? names : flags.check ? [...checkedModels] : [...representatives];
  const predictions: Prediction[] = [];
  for (const name of asked) {
    const { build } = networkWords(name, { ...NO_FLAGS, size: flags.size, set: flags.set });
    predictions.push(
      isFile(name)
        ? predictGraph({ model: name, graph: await fileGraph(name, build.size), top1: undefined }, device)
        : await predict({ model: name, build, set: flags.set }, device),
    );
  }
  const sweep = ridgeSweep(
    predictions.map(({ model, plainLayers, top1 }) => ({ name: model, layers: plainLayers, accuracy: top1 })),
    ridges,
  );
  const check = flags.check ? await runCheck(context, device, asked, setting) : undefined;
  const report = { device, predictions, sweep, top, check };
  if (flags.html !== undefined) {
    await writeFileAtomic(flags.html, renderReport(rooflinePage(report)), { signal: context.signal });
    output.note(`wrote ${flags.html}`);
  }
  output.document(rooflineDocument(report));
  output.print(rooflineText(report, output));
  return 0;
}

/** @throws IoError, FormatError; OptionError where sizes are open that --size does not bind */
async function fileGraph(path: string, size: NetworkWords['build']['size']): Promise<Graph> {
  const { graph } = await readOnnxFile(path);
  const bound = bindInput(graph, 1, size);
  checkBound(bound);
  return bound;
}

async function measure({ flags, output, signal }: Context, setting: Setting): Promise<void> {
  const device = await measureDevice({
    ...setting,
    rounds: integerValue('--rounds', flags.rounds ?? '5', 3),
    minMs: 50,
    signal,
    progress: (text) => output.progress(text),
  });
  const path = await saveMeasured(device, process.env);
  const { probes, residual, noisy } = device.measured;
  output.note(
    `measured ${probes} graphs; the fit misses half of them by less than ${(100 * residual).toFixed(1)} %; saved ${path}`,
  );
  if (noisy) output.warn('the machine was busy while it was measured: expect larger errors');
}

function runCheck(
  context: Context,
  device: Device,
  models: readonly string[],
  setting: Setting,
): Promise<Check> {
  const { flags, output, signal } = context;
  return checkPredictions(device, {
    models,
    ...setting,
    rounds: integerValue('--rounds', flags.rounds ?? '5', 3),
    minMs: 200,
    signal,
    progress: (text) => output.progress(text),
  });
}

/** Flags of a network that a comparison of networks does not take. */
const NO_FLAGS = {
  'num-classes': undefined,
  'in-chans': undefined,
  batch: undefined,
  'output-stride': undefined,
  'global-pool': undefined,
  features: undefined,
} as const;
