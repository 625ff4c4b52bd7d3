// What of a page goes into the search's index, which is one file: of the packages' reference only the names.

interface Page {
  readonly relativePath: string;
  readonly frontmatter?: Readonly<Record<string, unknown>>;
}

/** `markdown` is VitePress' renderer; it fills in the page's front matter. */
export function searchable(
  source: string,
  page: Page,
  markdown: { render(source: string, page: Page): string },
): string {
  const html = markdown.render(source, page);
  if (page.frontmatter?.search === false) return '';
  if (!page.relativePath.startsWith('reference/api/')) return html;
  return (html.match(/<h[1-6]\b[\s\S]*?<\/h[1-6]>/g) ?? []).join('\n');
}
