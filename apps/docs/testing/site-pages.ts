// The pages of the built site, and what their HTML links to.

import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, sep } from 'node:path';

export interface SitePage {
  /** As readers ask for it: `guide/passes`, `guide/`, the start page as ''. */
  readonly path: string;
  readonly html: string;
}

const pathOf = (file: string) => file.replace(/\.html$/, '').replace(/(^|\/)index$/, '$1');

export function sitePages(folder: string): SitePage[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.split(sep).join('/'))
    .filter((file) => file.endsWith('.html') && file !== '404.html')
    .sort()
    .map((file) => ({ path: pathOf(file), html: readFileSync(join(folder, file), 'utf8') }));
}

/** Links within the site that lead nowhere, as `page -> target`. */
export function brokenLinks(folder: string, pages: readonly SitePage[]): string[] {
  const ids = new Map(pages.map(({ path, html }) => [path, idsOf(html)]));
  const files = new Set(
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => file.split(sep).join('/')),
  );
  return pages.flatMap(({ path, html }) =>
    linksOf(html)
      .filter((href) => !leadsSomewhere(href, path, ids, files))
      .map((href) => `${path || '/'} -> ${href}`),
  );
}

function leadsSomewhere(
  href: string,
  from: string,
  ids: ReadonlyMap<string, ReadonlySet<string>>,
  files: ReadonlySet<string>,
): boolean {
  const [target = '', anchor] = href.split('#');
  const folder = posix.dirname(`/${from}.`);
  const path = target === '' ? from : posix.join(target.startsWith('/') ? '/' : folder, target).slice(1);
  const known = ids.get(pathOf(path)) ?? ids.get(`${path}/`);
  if (!known) return anchor === undefined && files.has(path);
  return anchor === undefined || anchor === '' || known.has(decodeURIComponent(anchor));
}

/** Addresses of links, without those that leave the site. */
function linksOf(html: string): string[] {
  const links = [...html.matchAll(/<a\b[^>]*?\bhref="([^"]*)"/g)].map((match) => match[1] ?? '');
  return [...new Set(links)]
    .map((href) => href.replaceAll('&amp;', '&'))
    .filter((href) => !/^[a-z]+:/.test(href) && href !== '')
    .map((href) => href.replace(/\?[^#]*/, ''));
}

const idsOf = (html: string) => new Set([...html.matchAll(/\bid="([^"]+)"/g)].map((match) => match[1] ?? ''));
