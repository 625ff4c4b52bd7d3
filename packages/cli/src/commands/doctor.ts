// `gossamer doctor`: what can run here and why not.

import { machineInfo } from '@gossamer/runtime-node';
import type { Command, CommandContext } from '../command/command.js';
import type { Flags } from '../command/flags.js';
import type { Check, CheckState } from '../doctor/check.js';
import { runChecks } from '../doctor/run-checks.js';

const flags = {} as const satisfies Flags;

export const doctor: Command<typeof flags> = {
  name: 'doctor',
  about:
    'Tries out what networks and pictures need here: Node, onnxruntime and its devices, the image decoder, the\n' +
    'cache. Says what to do about each line that is not ok. Fails only where nothing could run.',
  words: { usage: '', min: 0, max: 0 },
  flags,
  examples: ['doctor', 'doctor --json'],
  run,
};

const MARKS: Readonly<Record<CheckState, string>> = { ok: 'ok  ', unavailable: '-   ', failed: 'FAIL' };

async function run({ output }: CommandContext<typeof flags>): Promise<number> {
  const checks = await runChecks(process.env);
  output.document({ checks, machine: machineInfo() });
  output.print(checks.flatMap(lines).join('\n'));
  return checks.some(({ state }) => state === 'failed') ? 1 : 0;
}

function lines({ name, state, detail, fix }: Check): string[] {
  const line = `${MARKS[state]}  ${name.padEnd(16)}  ${detail}`;
  return fix === undefined ? [line] : [line, `${' '.repeat(24)}fix: ${fix}`];
}
