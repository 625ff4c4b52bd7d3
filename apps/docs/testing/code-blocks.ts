// The fenced blocks of a Markdown file.

export interface CodeBlock {
  /** The page, and the line of the block's first line of code, from 1. */
  readonly file: string;
  readonly line: number;
  readonly language: string;
  /** The words after the language: `run`, `no-run`, `no-check`, `continues`. */
  readonly words: readonly string[];
  readonly code: string;
  /** Declarations from a comment `<!-- given ... -->` in front of the block, which readers do not see. */
  readonly given: string;
}

const GIVEN = /<!-- given\n([\s\S]*?)-->\s*$/;

export function codeBlocks(text: string, file: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  const fence = /^( *)```([a-z]+)([^\n]*)\n([\s\S]*?)^\1```$/gm;
  let end = 0;
  for (const match of text.matchAll(fence)) {
    const [whole, indent = '', language = '', words = '', code = ''] = match;
    const before = text.slice(end, match.index);
    end = match.index + whole.length;
    blocks.push({
      file,
      line: text.slice(0, match.index).split('\n').length + 1,
      language,
      words: words.trim().split(/\s+/).filter(Boolean),
      code: code.replace(new RegExp(`^${indent}`, 'gm'), ''),
      given: GIVEN.exec(before)?.[1] ?? '',
    });
  }
  return blocks;
}

/** Blocks of one language as programs: those marked `continues` go on with the block before them. */
export function programs(blocks: readonly CodeBlock[]): (readonly CodeBlock[])[] {
  const found: CodeBlock[][] = [];
  for (const block of blocks) {
    const last = found.at(-1);
    if (block.words.includes('continues') && last) last.push(block);
    else found.push([block]);
  }
  return found;
}
