// Markdown's few forms.

/** Texts from programs hold characters that Markdown and Vue take for their own. */
export const escaped = (text: string) =>
  text.replace(/[\\|<>*_`[\]]/g, '\\$&').replace(/\{\{/g, '&#123;&#123;');

export const code = (text: string) => `\`${text.replace(/\|/g, '\\|')}\``;

/** Cells are Markdown; columns whose title ends in `>` are set to the right. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const titles = columns.map((title) => title.replace(/ ?>$/, ''));
  const aligned = columns.map((title) => (title.endsWith('>') ? '--:' : '---'));
  return [line(titles), line(aligned), ...rows.map(line)].join('\n');
}
