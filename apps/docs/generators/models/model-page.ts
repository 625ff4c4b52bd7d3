// The text of a model's page: what it is, its stages, features, checkpoints, and how to start.

import { createModel, type FeatureInfo, type ModelSpec } from '@gossamer/models';
import type { LatencyKind, ModelRow } from '../../components/explorer/model-row.js';
import { formatCount, formatExact } from '../../live/format.js';
import { code, escaped, table } from '../markdown.js';
import { checkpointTable } from './checkpoints.js';
import { snippets } from './snippets.js';
import { stagesOf } from './stages.js';

export function modelPage(spec: ModelSpec, row: ModelRow, latencies: readonly LatencyKind[]): string {
  const { graph, features } = createModel(spec, { batch: 1 });
  return [
    `${linked(escaped(sentence(spec.family.source)))} Family ${code(spec.family.name)}, input ${row.size} × ${row.size}.`,
    table(
      ['quantity', 'value >'],
      [
        ['parameters', formatExact(row.params)],
        ['multiply-accumulates', formatExact(row.macs)],
        ['activations', formatExact(row.activations)],
        ['published top-1', row.top1 === null ? 'nobody published one at this size' : `${row.top1} %`],
        ...latencies.flatMap(({ key, title }) =>
          row.ms[key] === undefined ? [] : [[`time, ${escaped(title)}`, `${row.ms[key]} ms`]],
        ),
      ],
    ),
    latencyNote(row, latencies),
    '## Stages',
    table(
      ['scope', 'blocks >', 'output', 'parameters >', 'MACs >', 'of all MACs >', 'layers that compute'],
      stagesOf(graph).map((stage) => [
        code(stage.path || 'input'),
        stage.blocks === 0 ? '' : String(stage.blocks),
        joined(stage.shape),
        joined(formatCount(stage.params)),
        joined(formatCount(stage.macs)),
        joined(`${((100 * stage.macs) / row.macs).toFixed(1)} %`),
        escaped(stage.kinds),
      ]),
    ),
    '## Features',
    'Maps for detection and segmentation: build the network with `features: true`, or with the indices you want.',
    table(['index >', 'scope', 'channels >', 'reduction >', 'size'], features.map(featureRow)),
    '## Checkpoints',
    checkpointTable(spec),
    '## Start',
    snippets(spec),
  ].join('\n\n');
}

/** Kept on one line. */
const joined = (text: string) => text.replaceAll(' ', '\u00a0');

/** Where the times come from; what a modelled one assumes is told once, by the explorer. */
function latencyNote(row: ModelRow, latencies: readonly LatencyKind[]): string {
  const measured = latencies.filter(({ key, measured }) => measured && row.ms[key] !== undefined);
  const modelled =
    'Modelled times are those of a [roofline](/guide/costs) of a kind of hardware, at best; [the explorer](./) says what is assumed.';
  return [...measured.map(({ about }) => escaped(about)), modelled].join(' ');
}

function featureRow({ index, name, channels, reduction, shape }: FeatureInfo): string[] {
  return [String(index), code(name), String(channels), String(reduction), shape.slice(2).join(' × ')];
}

/** Papers at arXiv by their numbers. */
const linked = (text: string) =>
  text.replace(/arXiv:(\d{4}\.\d{5})/g, '[arXiv:$1](https://arxiv.org/abs/$1)');

function sentence(text: string): string {
  return text.endsWith('.') ? text : `${text}.`;
}
