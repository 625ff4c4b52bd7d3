// Where a model's weights are published.

import type { CheckpointEntry, ModelSpec } from '@gossamer/models';
import { code, escaped, table } from '../markdown.js';

export function checkpointTable(spec: ModelSpec): string {
  const entries = spec.checkpoints();
  if (entries.length === 0) return 'Nobody has published weights of this network.';
  return [
    table(['tag', 'where', 'top-1 by size', 'classes >', 'licence'], entries.map(rowOf)),
    'The first one is the default. Scores are their publishers’; nothing was evaluated again here.',
  ].join('\n\n');
}

function rowOf(entry: CheckpointEntry): string[] {
  const scores = entry.accuracy.map(({ top1, size }) => `${top1} % at ${size}`).join(', ');
  return [code(entry.tag), where(entry), scores || 'none', String(entry.numClasses), escaped(entry.licence)];
}

function where({ hub, url, tag }: CheckpointEntry): string {
  if (hub !== undefined) return `[${escaped(hub)}](https://huggingface.co/${hub})`;
  return url === undefined ? escaped(tag) : `[${escaped(url.slice(url.lastIndexOf('/') + 1))}](${url})`;
}
