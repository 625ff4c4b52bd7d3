// `gossamer export`: a network with its weights as an ONNX file, or as a module that runs by itself.

import { type Graph, isStatic, OptionError } from '@gossamer/core';
import { targets } from '@gossamer/core/compile';
import { encodeOnnxChunks } from '@gossamer/core/onnx';
import { describeComparison } from '@gossamer/core/quantize';
import type { Network } from '@gossamer/models';
import { writeFileAtomic } from '@gossamer/runtime-node';
import type { Command, CommandContext } from '../command/command.js';
import { downloadProgress } from '../command/download-progress.js';
import type { Flags } from '../command/flags.js';
import { writeHubFolder } from '../export/hub-folder.js';
import { addMetadata } from '../export/metadata.js';
import { type DiskDType, DTYPES, type WrittenModule, writeWasmModule } from '../export/wasm-module.js';
import { formatBytes } from '../format/numbers.js';
import { passesText } from '../format/passes-text.js';
import { sensitivityText } from '../format/sensitivity-text.js';
import { namedShape } from '../format/shape.js';
import { fetchWeights } from '../pipeline/fetch-weights.js';
import { type ClassNames, labelsOf } from '../pipeline/labels.js';
import { type PreparedModel, precisionNotes, prepareModel } from '../pipeline/open-session.js';
import { Phases } from '../pipeline/phases.js';
import { version } from '../version.js';
import { labelFlags, readLabels } from '../words/label-words.js';
import { modelWords, networkFlags, weightsFlags } from '../words/model-words.js';
import { pictureFlags, preprocessConfig } from '../words/picture-words.js';
import { refuseIdle } from '../words/precision-words.js';
import { choiceValue, requiredFlag } from '../words/values.js';

/** The target that is no graph. */
const MODULE = 'wasm-module';

const wordsOfWeights = {
  ...weightsFlags,
  target: {
    ...weightsFlags.target,
    doc: `${weightsFlags.target.doc}, or ${MODULE}: a folder that runs by itself`,
  },
  force: { ...weightsFlags.force, doc: `${weightsFlags.force.doc}; ${MODULE}: replace one that is there` },
} as const;

const flags = {
  out: {
    kind: 'value',
    short: 'o',
    value: 'FILE',
    doc: 'where to write; a folder with --format hf and with --target wasm-module',
  },
  format: { kind: 'value', value: 'F', doc: 'onnx (default), or hf: a folder transformers.js runs' },
  explain: { kind: 'switch', doc: 'list what was done to the graph, and its cost before and after' },
  sensitivity: { kind: 'switch', doc: 'with --precision int8: list what each layer loses alone' },
  dtype: { kind: 'value', value: 'D', doc: 'of weights in a wasm-module: fp32 (default), fp16, int8' },
  ...labelFlags,
  ...networkFlags,
  ...wordsOfWeights,
  ...pictureFlags,
} as const satisfies Flags;

type Context = CommandContext<typeof flags>;

export const exportModel: Command<typeof flags> = {
  name: 'export',
  about:
    'Writes a network with its weights as an ONNX file: input pixel_values, output logits (or embedding, or\n' +
    'feature_0 ...), the batch dimension open unless --batch says otherwise. With --target wasm-module it writes a\n' +
    'folder with an ES module that runs the network without anything else, in a page, in Node or on the edge.',
  words: { usage: '<model> -o FILE', min: 1, max: 1 },
  flags,
  sections: [
    { title: 'Network', flags: networkFlags },
    { title: 'Weights', flags: wordsOfWeights },
    { title: 'Pictures it expects (written into the file; as published unless given)', flags: pictureFlags },
  ],
  examples: [
    'export mobilenetv2_100 --weights pretrained -o mobilenetv2.onnx',
    'export mobilenetv2_050 --num-classes 10 --size 192x256 --weights own.pth -o own.onnx',
    'export mobilenetv2_100 --weights model.safetensors --format hf -o folder',
    'export mobilenetv2_100 --num-classes 3 --weights own.pth --labels names.txt -o own.onnx',
    'export cspresnet50 --weights pretrained --target cpu --explain -o here.onnx',
    'export mobilenetv2_100 --weights model.safetensors --precision int8 --calibration photos -o int8.onnx',
    'export mobilenetv2_100 -w model.pth --precision int8 --calibration photos --sensitivity --float-layers 4 -o x.onnx',
    'export mobilenetv4_conv_small_035 --weights own.pth --target wasm-module --dtype fp16 -o net',
  ],
  run,
};

async function run({ words, flags, output, signal }: Context): Promise<number> {
  const path = requiredFlag('--out', flags.out, 'where the file is to be written');
  const kind = kindOf(flags);
  refuseIdle('--sensitivity', flags.sensitivity && flags.precision !== 'int8', 'int8');
  const given = flags.labels === undefined ? undefined : await readLabels(flags.labels);
  const graphFlags = kind.name === MODULE ? { ...flags, target: 'portable' } : flags;
  const request = await fetchWeights(modelWords(words[0] as string, graphFlags), {
    signal,
    onProgress: downloadProgress(output),
  });
  const prepared = await prepareModel(request, new Phases(), {
    signal,
    sensitivity: flags.sensitivity,
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
    const labels = await labelsOfOutputs(network, given, request.published?.labels);
    addMetadata(model.graph, { network, weights: weights.source, sha256, preprocessing, labels });
    const write = async (): Promise<Written> => {
      if (kind.name === MODULE) {
        const { dtype } = kind;
        const { precision } = request;
        return writeWasmModule(path, { model, preprocessing, precision, dtype, force: flags.force, signal });
      }
      const onnx = encodeOnnxChunks(model, { signal, producer: { name: 'gossamer', version: version() } });
      if (kind.name === 'onnx') return { bytes: await writeFileAtomic(path, onnx, { signal }) };
      const content = { network, onnx, preprocessing, labels: labels?.names };
      return { bytes: await writeHubFolder(path, content, signal) };
    };
    const written = await phases.time('encode', write);
    output.document({
      ...exported(prepared),
      out: path,
      ...written,
      weights: { source: weights.source, sha256 },
    });
    if (flags.explain) for (const line of passesText(prepared.reports)) output.note(line);
    for (const line of sensitivityText(prepared.reports)) output.note(line);
    if (flags.debug) output.note(phases.summary());
    for (const [name, size] of Object.entries(written.files ?? {}))
      output.note(`${name}: ${formatBytes(size)}`);
    if (written.comparison !== undefined)
      output.note(`its results on noise against onnxruntime: ${describeComparison(written.comparison)}`);
    output.note(`${path}: ${formatBytes(written.bytes)}`);
    return 0;
  } finally {
    await weights.close();
  }
}

type Written = Pick<WrittenModule, 'bytes'> & Partial<WrittenModule>;

type Kind = { readonly name: 'onnx' | 'hf' } | { readonly name: typeof MODULE; readonly dtype: DiskDType };

/** What is to be written. @throws OptionError for words that do not go together */
function kindOf({
  target = 'portable',
  format = 'onnx',
  dtype,
  precision = 'fp32',
  autotune,
  labels,
}: Context['flags']): Kind {
  const name = choiceValue('--format', format, ['onnx', 'hf']);
  if (choiceValue('--target', target, [...targets, MODULE]) !== MODULE) {
    if (dtype === undefined) return { name };
    throw new OptionError(`--dtype is for --target ${MODULE}`, { hint: 'for an ONNX file say --precision' });
  }
  if (labels !== undefined) {
    throw new OptionError(`--labels does not go with --target ${MODULE}`, {
      hint: 'a module gives numbers, which are yours to name',
    });
  }
  const other = name === 'hf' ? '--format hf' : precision === 'fp16' ? '--precision fp16' : '--autotune';
  if (name === 'hf' || precision === 'fp16' || autotune) {
    throw new OptionError(`${other} does not go with --target ${MODULE}`, {
      hint: 'it computes in float32 or, with --precision int8, on integers; --dtype says how weights are stored',
    });
  }
  return { name: MODULE, dtype: choiceValue('--dtype', dtype ?? 'fp32', DTYPES) };
}

/** Names of the logits; other outputs have none. @throws OptionError where names are given for them */
async function labelsOfOutputs(
  { graph, options, spec }: Network,
  given: readonly string[] | undefined,
  published: readonly string[] | undefined,
): Promise<ClassNames | undefined> {
  const { numClasses } = options as { numClasses: number };
  const outputs = graph.outputs.map(({ name }) => name);
  if (outputs.includes('logits')) return labelsOf(numClasses, given, published);
  if (given === undefined) return undefined;
  throw new OptionError(`--labels names classes, the network gives ${outputs.join(', ')}`, {
    within: spec.name,
    hint: 'leave out --labels; or --features, and --num-classes 0',
  });
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
