// Help texts, from the tables of commands and flags.

import type { Command, FlagSection } from './command.js';
import { commonFlags, type Flag, type Flags } from './flags.js';

/** A line of the command table. */
export interface CommandSummary {
  readonly name: string;
  readonly summary: string;
}

/** The help of `gossamer` itself. */
export function programHelp(commands: readonly CommandSummary[], version: string): string {
  const rows = commands.map(({ name, summary }) => [name, summary] as const);
  return [
    `gossamer ${version}: efficient vision backbones, from the command line`,
    '',
    'Usage: gossamer <command> [flags]',
    '',
    ...columns(rows),
    '',
    '`gossamer <command> --help` shows the flags of a command.',
  ].join('\n');
}

/** The help of one command. */
export function commandHelp(command: Command): string {
  const sectioned = new Set(command.sections?.flatMap((section) => Object.keys(section.flags)));
  const own = Object.fromEntries(Object.entries(command.flags).filter(([name]) => !sectioned.has(name)));
  const sections: FlagSection[] = [
    { title: 'Flags', flags: own },
    ...(command.sections ?? []),
    { title: 'Everywhere', flags: commonFlags },
  ];
  const usage = ['gossamer', command.name, command.words.usage, '[flags]'].filter((part) => part !== '');
  return [
    `Usage: ${usage.join(' ')}`,
    '',
    command.about,
    ...sections.flatMap(sectionHelp),
    '',
    'Examples',
    ...command.examples.map((line) => `  gossamer ${line}`),
  ].join('\n');
}

function sectionHelp({ title, flags }: FlagSection): string[] {
  if (Object.keys(flags).length === 0) return [];
  return ['', title, ...columns(flagRows(flags))];
}

function flagRows(flags: Flags): (readonly [string, string])[] {
  return Object.entries(flags).map(([name, flag]) => [flagUsage(name, flag), flag.doc]);
}

function flagUsage(name: string, flag: Flag): string {
  const short = flag.short === undefined ? '' : `-${flag.short}, `;
  const value =
    flag.kind === 'switch' ? '' : flag.kind === 'optional' ? ` [${flag.value}]` : ` ${flag.value}`;
  return `${short}--${name}${value}`;
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
