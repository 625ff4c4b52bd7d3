// `pnpm peers [models...]`: one table a network of our compiled graph and of what others make of the same network.

import { parseArgs } from 'node:util';
import { compareNetwork } from './network/compare-network.js';
import { tableText } from './network/table-text.js';
import { installRivals } from './rivals/install-rivals.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: 'string', default: process.env.PYTHON ?? 'python3' },
    rounds: { type: 'string', default: '15' },
    'block-ms': { type: 'string', default: '60' },
  },
});

const USUAL = ['mobilenetv1_100', 'mobilenetv2_100', 'mobilenetv3_large_100', 'ghostnet_100'];

const progress = (text: string): void => void process.stderr.write(`${text}\n`);

installRivals(progress);
for (const model of positionals.length === 0 ? USUAL : positionals) {
  const { standings, notes } = await compareNetwork(model, {
    python: values.python,
    rounds: Number(values.rounds),
    blockMs: Number(values['block-ms']),
    progress,
  });
  process.stdout.write(`${tableText(model, standings)}\n`);
  for (const note of notes) process.stdout.write(`note: ${note}\n`);
  process.stdout.write('\n');
}
