// MODELS.md is written by this test: `npx vitest run packages/models/src/models-md.test.ts -u` after a change of the catalog.
import { existsSync } from 'node:fs';
import { bindDims } from '@gossamer/core';
import { summarize } from '@gossamer/core/analysis';
import { goldenPath, loadJson } from '@gossamer/goldens';
import { expect, it } from 'vitest';
import { findModel, modelNames } from './catalog/index.js';
import { type CheckpointEntry, createModel, type ModelSpec } from './index.js';

const namesIn = (file: string) => new Set(loadJson<{ model: string }[]>(file).map((row) => row.model));
const timmZoo = namesIn('timm-zoo.json');
const gGhostZoo = namesIn('g-ghost-zoo.json');

function checkedAgainst(name: string): string {
  if (existsSync(goldenPath(`networks/${name}.json`))) return 'PyTorch: keys, counts, logits, features';
  if (timmZoo.has(name)) return 'timm: keys, parameters, logits';
  if (gGhostZoo.has(name)) return 'PyTorch: keys, parameters, logits';
  return 'onnxruntime: shapes, runs';
}

function top1(entry: CheckpointEntry): string {
  return entry.accuracy.map((accuracy) => `${accuracy.top1} @${accuracy.size}`).join(', ') || '-';
}

function where(entry: CheckpointEntry): string {
  if (entry.hub !== undefined) return `\`${entry.hub}\``;
  return entry.url === undefined ? entry.tag : `[${entry.tag}](${entry.url})`;
}

function rows(spec: ModelSpec): string[] {
  const { params, macs } = summarize(bindDims(createModel(spec).graph, { N: 1 }));
  const { height, width } = spec.input;
  const counts = `${(params / 1e6).toFixed(2)} M | ${(Number(macs) / 1e6).toFixed(1)} M | ${height}x${width}`;
  const entries = spec.checkpoints();
  const first = entries[0];
  const published =
    first === undefined ? '- | none published | -' : `${top1(first)} | ${where(first)} | ${first.licence}`;
  const more = entries
    .slice(1)
    .map((entry) => `| | | | | ${top1(entry)} | ${where(entry)} | ${entry.licence} | |`);
  return [`| \`${spec.name}\` | ${counts} | ${published} | ${checkedAgainst(spec.name)} |`, ...more];
}

async function modelsTable(): Promise<string> {
  const specs: ModelSpec[] = [];
  for (const name of modelNames()) specs.push(await findModel(name as string));
  const families = [...new Set(specs.map((spec) => spec.family))];
  const sections = families.map((family) => {
    const own = specs.filter((spec) => spec.family === family);
    return [
      `## ${family.name}`,
      '',
      `${family.source}. Output strides ${family.outputStrides.join(', ')}.${family.outputStrideNote ? ` ${family.outputStrideNote}.` : ''}`,
      '',
      '| model | params | MACs | input | top-1 (published) | checkpoint | licence | checked against |',
      '|---|---|---|---|---|---|---|---|',
      ...own.flatMap(rows),
      '',
    ].join('\n');
  });
  return [
    '# Models',
    '',
    'Written from the catalog by `packages/models/src/models-md.test.ts`; do not edit by hand.',
    '',
    'Parameters are learnable ones; MACs are multiply-accumulates of convolutions and matrix products for one picture at the',
    "input's size. Top-1 is ImageNet-1k, as published by the source of the checkpoint (timm's results table for timm's,",
    "the repository's readme for others); nothing here was re-evaluated. The last column says what the network was compared with",
    'in this repository, on weights made from names, not on the published ones. Licences of timm checkpoints are stated as',
    "timm's own, Apache-2.0; each checkpoint's card decides.",
    '',
    ...sections,
  ].join('\n');
}

it('MODELS.md is the catalog', async () => {
  await expect(await modelsTable()).toMatchFileSnapshot('../../../MODELS.md');
});
