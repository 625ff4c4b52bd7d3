// All error codes, with a message of each that can be provoked without files or devices.

import { ERROR_NAMES, type ErrorCode, GossamerError } from '@gossamer/core';
import { decodeOnnx } from '@gossamer/core/onnx';
import { bindWeights } from '@gossamer/core/weights';
import { createModel } from '@gossamer/models';
import { findModel } from '@gossamer/models/catalog';
import { mobilenetv2_100 } from '@gossamer/models/mobilenetv2';
import { code, table } from './markdown.js';

/** Ways to make an error, shown with what it says. */
const EXAMPLES: readonly (readonly [source: string, run: () => unknown])[] = [
  ["await create('mobilnetv2_100')", () => findModel('mobilnetv2_100' as string)],
  ['createModel(mobilenetv2_100, { size: 0 })', () => createModel(mobilenetv2_100, { size: 0 })],
  [
    'bindWeights(graph, new Map())',
    () => bindWeights(createModel(mobilenetv2_100, { numClasses: 10 }).graph, new Map()),
  ],
  ['decodeOnnx(Uint8Array.of(1, 2, 3))', () => decodeOnnx(Uint8Array.of(1, 2, 3))],
];

export async function errorsPage(): Promise<string> {
  const codes = Object.keys(ERROR_NAMES) as ErrorCode[];
  const rows = codes.map((name) => [
    code(name),
    code(ERROR_NAMES[name]),
    `[what to do](/${new GossamerError(name, '').docs})`,
  ]);
  const examples = await Promise.all(
    EXAMPLES.map(async ([source, run]) => exampleOf(source, await thrown(run))),
  );
  return [table(['code', 'name', ''], rows), '## What they look like', ...examples].join('\n\n');
}

async function thrown(run: () => unknown): Promise<GossamerError> {
  try {
    await run();
  } catch (error) {
    return error as GossamerError;
  }
  throw new Error('an example of an error raised none');
}

/** Long lists of keys are cut after a few lines. */
function exampleOf(source: string, { name, message }: GossamerError): string {
  const lines = `${name}: ${message}`.split('\n');
  const shown = lines.length > 8 ? [...lines.slice(0, 6), `  ... ${lines.length - 6} more lines`] : lines;
  return `\`\`\`text\n> ${source}\n${shown.join('\n')}\n\`\`\``;
}
