// `gossamer inspect`: what a network is made of and what it costs.

import { type Dim, type Graph, isStatic, OptionError } from '@gossamer/core';
import { type LayerSummary, memoryTimeline, peakMemory, summarize } from '@gossamer/core/analysis';
import { encodeOnnx } from '@gossamer/core/onnx';
import { seededWeights } from '@gossamer/core/weights';
import type { FeatureInfo } from '@gossamer/models';
import { renderReport } from '@gossamer/report';
import { arenaGrowth, readOnnxFile, writeFileAtomic } from '@gossamer/runtime-node';
import type { Command, CommandContext } from '../command/command.js';
import type { Flags } from '../command/flags.js';
import { inspectReport } from '../format/inspect-report.js';
import {
  type GraphCosts,
  type InspectedGraph,
  inspectionText,
  type LayerCosts,
} from '../format/inspection-text.js';
import { namedShape, shapeDocument } from '../format/shape.js';
import { bindInput, checkBound } from '../pipeline/bind-input.js';
import { buildNetwork } from '../pipeline/build-network.js';
import { lower } from '../pipeline/lower.js';
import { isFile } from '../words/is-file.js';
import { type NetworkWords, networkFlags, networkWords } from '../words/model-words.js';

const flags = {
  ...networkFlags,
  html: { kind: 'value', value: 'FILE', doc: 'write a page to look at' },
  arena: { kind: 'switch', doc: 'run it too, and show what onnxruntime really takes for activations' },
} as const satisfies Flags;

type Context = CommandContext<typeof flags>;

export const inspect: Command<typeof flags> = {
  name: 'inspect',
  about:
    'Shows a network layer by layer: output shape, learnable parameters, multiply-accumulates, activations, bytes\n' +
    'moved and arithmetic intensity (operations a byte). Costs are those of one picture, whatever --batch says.\n' +
    'A word with a dot or a slash is an ONNX file.',
  words: { usage: '<model|FILE.onnx>', min: 1, max: 1 },
  flags,
  examples: [
    'inspect mobilenetv2_100',
    'inspect mobilenetv2_100 --features --size 192x256',
    'inspect mobilenetv2.onnx --json',
    'inspect mobilenetv2_100 --html mobilenetv2.html',
    'inspect mobilenetv2_100 --arena',
  ],
  run,
};

async function run({ words, flags, output, signal }: Context): Promise<number> {
  const request = networkWords(words[0] as string, flags);
  const plain = isFile(request.model) ? await inspectFile(request) : await inspectModel(request);
  const inspected = flags.arena ? { ...plain, arenaBytes: await arenaOf(plain.counted) } : plain;
  if (flags.html !== undefined) {
    await writeFileAtomic(flags.html, renderReport(inspectReport(inspected)), { signal });
    output.note(`wrote ${flags.html}`);
  }
  output.document(documentOf(inspected));
  output.print(inspectionText(inspected, output));
  return 0;
}

/** What is shown, and the graph whose costs are counted: one picture of a known size. */
type Counted = InspectedGraph & { readonly counted: Graph };

async function inspectModel(request: NetworkWords): Promise<Counted> {
  const { build } = request;
  const network = await buildNetwork({ ...request, build: { batch: 1, ...build } });
  // Costs are counted on one picture of a size that is known.
  const { size, ...rest } = build;
  const fixed = size === undefined || size === 'dynamic' ? {} : { size };
  const single = await buildNetwork({ ...request, build: { ...rest, ...fixed, batch: 1 } });
  return {
    model: network.spec.name,
    source: network.spec.family.source,
    options: network.options,
    graph: network.graph,
    features: network.features,
    ...costsOf(single.graph),
    counted: single.graph,
  };
}

async function inspectFile(request: NetworkWords): Promise<Counted> {
  const { batch, size, ...others } = request.build;
  if (Object.keys(others).length > 0 || request.set.length > 0) {
    throw new OptionError('an ONNX file is what it is: only --batch and --size apply to it', {
      within: request.model,
    });
  }
  const { graph } = await readOnnxFile(request.model);
  const shown = bindInput(graph, batch === 'dynamic' ? undefined : (batch ?? 1), size);
  const single = bindInput(graph, 1, size);
  return {
    model: graph.name,
    source: request.model,
    options: {},
    metadata: graph.metadata,
    graph: shown,
    features: [],
    ...costsOf(single),
    counted: single,
  };
}

/** Weights make no difference to memory: seeded ones will do. */
async function arenaOf(graph: Graph): Promise<number> {
  const { model } = lower({ graph, weights: seededWeights(graph.params, 1) }, 'portable');
  const shapes = graph.inputs.map(({ name, value }) => [name, value.type.shape.map(Number)] as const);
  return arenaGrowth(await encodeOnnx(model), Object.fromEntries(shapes));
}

/** @throws OptionError where sizes of the inputs are still open */
function costsOf(graph: Graph): GraphCosts {
  checkBound(graph);
  const { params, macs, activations, layers } = summarize(graph);
  return {
    params,
    macs: known(macs),
    activations: known(activations),
    ...peakOf(graph),
    layers: layers.map(layerCosts),
  };
}

/** Files may compute sizes that nobody knows before they run. */
function known(dim: Dim): number | null {
  return typeof dim === 'number' ? dim : null;
}

function peakOf(graph: Graph): Pick<GraphCosts, 'peakActivationBytes' | 'peakLayer' | 'memory'> {
  const sizes = graph.nodes.flatMap((node) => node.outputs.map((value) => value.type.shape));
  if (!sizes.every(isStatic)) return { peakActivationBytes: null, peakLayer: '', memory: [] };
  const memory = memoryTimeline(graph).map(({ bytes }) => bytes);
  const { bytes, node } = peakMemory(graph);
  return { peakActivationBytes: bytes, peakLayer: node?.path ?? '', memory };
}

function layerCosts({ path, op, shape, params, ...costs }: LayerSummary): LayerCosts {
  const macs = known(costs.macs);
  const read = known(costs.bytesRead);
  const written = known(costs.bytesWritten);
  const bytes = read === null || written === null ? null : read + written;
  return {
    path,
    op,
    shape: shapeDocument(shape),
    params,
    macs,
    activations: known(costs.activations),
    bytes,
    // Two operations a multiply-accumulate.
    intensity: macs === null || !bytes ? null : (2 * macs) / bytes,
  };
}

function documentOf(inspected: InspectedGraph): object {
  const { model, options, graph, params, macs, activations, peakActivationBytes, arenaBytes } = inspected;
  const inputs = graph.inputs.map(namedShape);
  return {
    model,
    options,
    input: inputs[0],
    inputs,
    outputs: graph.outputs.map(namedShape),
    ...(inspected.metadata && { metadata: Object.fromEntries(inspected.metadata) }),
    params,
    macs,
    activations,
    peakActivationBytes,
    ...(arenaBytes !== undefined && { arenaBytes }),
    features: inspected.features.map(featureDocument),
    layers: inspected.layers,
  };
}

function featureDocument({ index, name, channels, reduction, shape }: FeatureInfo): object {
  return { index, name, channels, reduction, shape: shapeDocument(shape) };
}
