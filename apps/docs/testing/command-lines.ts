// The `gossamer ...` lines of a shell block, as words.

import type { CodeBlock } from './code-blocks.js';

const PROGRAM = /^(?:npx -y pnpm@10 |npx )?gossamer\s+/;

/** Comments and what a line is piped into are left out. */
export function commandLines({ code }: CodeBlock): string[][] {
  return code
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => PROGRAM.test(line))
    .map((line) => splitWords(line.replace(PROGRAM, '').replace(/\s+(#|\|).*$/, '')));
}

/** Words as the shell splits them; quotes of both kinds, nothing else. */
function splitWords(line: string): string[] {
  const words = line.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? [];
  return words.map((word) => word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'));
}
