// The command line, from its own table of commands and flags.

import { type Command, commands, commonFlags, type Flag, type Flags } from 'gossamer';
import { code, escaped, table } from './markdown.js';

export async function commandLinePage(): Promise<string> {
  const loaded = await Promise.all(commands.map((entry) => entry.load()));
  return [
    table(
      ['command', 'does'],
      commands.map(({ name, summary }) => [`[${code(name)}](#${name})`, escaped(summary)]),
    ),
    ...loaded.map(commandSection),
    '## Flags of every command {#everywhere}',
    flagTable(commonFlags),
  ].join('\n\n');
}

function commandSection(command: Command): string {
  const usage = ['gossamer', command.name, command.words.usage, '[flags]'].filter(Boolean).join(' ');
  const sectioned = new Set(command.sections?.flatMap((section) => Object.keys(section.flags)));
  const own = Object.fromEntries(Object.entries(command.flags).filter(([name]) => !sectioned.has(name)));
  return [
    `## gossamer ${command.name} {#${command.name}}`,
    escaped(command.about),
    fenced(usage),
    flagTable(own),
    ...(command.sections ?? []).flatMap(({ title, flags }) => [`**${title}**`, flagTable(flags)]),
    '**Examples**',
    fenced(command.examples.map((line) => `gossamer ${line}`).join('\n')),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function flagTable(flags: Flags): string {
  const rows = Object.entries(flags).map(([name, flag]) => [code(usageOf(name, flag)), escaped(flag.doc)]);
  return rows.length === 0 ? '' : table(['flag', ''], rows);
}

function usageOf(name: string, flag: Flag): string {
  const short = flag.short === undefined ? '' : `-${flag.short}, `;
  if (flag.kind === 'switch') return `${short}--${name}`;
  return `${short}--${name}${flag.kind === 'optional' ? `[=${flag.value}]` : ` ${flag.value}`}`;
}

const fenced = (text: string) => `\`\`\`text\n${text}\n\`\`\``;
