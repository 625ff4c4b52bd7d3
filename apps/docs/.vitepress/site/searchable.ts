// What of a page goes into the search's index, which is one file: of the packages' reference only the names.

import type { MarkdownEnv, MarkdownRenderer } from 'vitepress';

export async function searchable(
  source: string,
  env: MarkdownEnv,
  markdown: MarkdownRenderer,
): Promise<string> {
  const html = markdown.render(source, env);
  if (env.frontmatter?.search === false) return '';
  if (!env.relativePath.startsWith('reference/api/')) return html;
  return (html.match(/<h[1-6]\b[\s\S]*?<\/h[1-6]>/g) ?? []).join('\n');
}
