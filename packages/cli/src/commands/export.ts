// `gossamer export`: a network with its weights as an ONNX file.

import { type Graph, isStatic } from '@gossamer/core';
import { encodeOnnxChunks } from '@gossamer/core/onnx';
import { writeFileAtomic } from '@gossamer/runtime-node';
import type { Command, CommandContext } from '../command/command.js';
import { downloadProgress } from '../command/download-progress.js';
import type { Flags } from '../command/flags.js';
import { writeHubFolder } from '../export/hub-folder.js';
import { addMetadata } from '../export/metadata.js';
import { formatBytes } from '../format/numbers.js';
import { passesText } from '../format/passes-text.js';
import { namedShape } from '../format/shape.js';
import { fetchWeights } from '../pipeline/fetch-weights.js';
import { labelsOf } from '../pipeline/labels.js';
import { type PreparedModel, precisionNotes, prepareModel } from '../pipeline/open-session.js';
import { Phases } from '../pipeline/phases.js';
import { version } from '../version.js';
import { modelWords, networkFlags, weightsFlags } from '../words/model-words.js';
import { pictureFlags, preprocessConfig } from '../words/picture-words.js';
import { choiceValue, requiredFlag } from '../words/values.js';

const flags = {
  out: { kind: 'value', short: 'o', value: 'FILE', doc: 'where to write; a folder with --format hf' },
  format: { kind: 'value', value: 'F', doc: 'onnx (default), or hf: a folder transformers.js runs' },
  explain: { kind: 'switch', doc: 'list what was done to the graph, and its cost before and after' },
  ...networkFlags,
  ...weightsFlags,
  ...pictureFlags,
} as const satisfies Flags;

type Context = CommandContext<typeof flags>;

export const exportModel: Command<typeof flags> = {
  name: 'export',
  about:
    'Writes a network with its weights as an ONNX file: input pixel_values, output logits (or embedding, or\n' +
    'feature_0 ...), the batch dimension open unless --batch says otherwise.',
  words: { usage: '<model> -o FILE', min: 1, max: 1 },
  flags,
  sections: [
    { title: 'Network', flags: networkFlags },
    { title: 'Weights', flags: weightsFlags },
    { title: 'Pictures it expects (written into the file; as published unless given)', flags: pictureFlags },
  ],
  examples: [
    'export mobilenetv2_100 --weights pretrained -o mobilenetv2.onnx',
    'export mobilenetv2_050 --num-classes 10 --size 192x256 --weights own.pth -o own.onnx',
    'export mobilenetv2_100 --weights model.safetensors --format hf -o folder',
    'export cspresnet50 --weights pretrained --target cpu --explain -o here.onnx',
    'export mobilenetv2_100 --weights model.safetensors --precision int8 --calibration photos -o int8.onnx',
  ],
  run,
};

async function run({ words, flags, output, signal }: Context): Promise<number> {
  const path = requiredFlag('--out', flags.out, 'where the file is to be written');
  const format = choiceValue('--format', flags.format ?? 'onnx', ['onnx', 'hf']);
  const request = await fetchWeights(modelWords(words[0] as string, flags), {
    signal,
    onProgress: downloadProgress(output),
  });
  const prepared = await prepareModel(request, new Phases(), {
    signal,
    preprocessing: ({ spec, graph }) => preprocessConfig(spec, pictureSize(graph), flags, request.published),
  });
  const { network, model, weights, phases } = prepared;
  try {
    for (const note of weights.notes) output.note(note.message);
    for (const note of precisionNotes(prepared)) output.note(note);
    const sha256 = await phases.time('hash', () => weights.hash(signal));
    const preprocessing = preprocessConfig(
      network.spec,
      pictureSize(network.graph),
      flags,
      request.published,
    );
    addMetadata(model.graph, { network, weights: weights.source, sha256, preprocessing });
    const onnx = encodeOnnxChunks(model, { signal, producer: { name: 'gossamer', version: version() } });
    const bytes = await phases.time('encode', async () =>
      format === 'onnx'
        ? writeFileAtomic(path, onnx, { signal })
        : writeHubFolder(
            path,
            { network, onnx, preprocessing, labels: await labelsOf(network, request.published?.labels) },
            signal,
          ),
    );
    output.document({ ...exported(prepared), out: path, bytes, weights: { source: weights.source, sha256 } });
    if (flags.explain) for (const line of passesText(prepared.reports)) output.note(line);
    if (flags.debug) output.note(phases.summary());
    output.note(`${path}: ${formatBytes(bytes)}`);
    return 0;
  } finally {
    await weights.close();
  }
}

function exported({ network, model, reports, weights, phases }: PreparedModel): object {
  return {
    model: network.spec.name,
    options: network.options,
    input: model.graph.inputs.map(namedShape)[0],
    outputs: model.graph.outputs.map(namedShape),
    notes: weights.notes,
    passes: reports,
    phases: phases.document(),
  };
}

/** Height and width of the input, where they are fixed. */
function pictureSize(graph: Graph): readonly [height: number, width: number] | undefined {
  const size = graph.inputs[0]?.value.type.shape.slice(2) ?? [];
  return isStatic(size) && size.length === 2 ? (size as [number, number]) : undefined;
}
