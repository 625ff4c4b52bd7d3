// A page as one string: data, style and script inside, nothing fetched.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ReportData } from './report-data.js';
import { style } from './style.js';

/** A self-contained HTML page; it works offline, in light and dark, and printed. */
export function renderReport(data: ReportData): string {
  const title = titleOf(data);
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(title)}</title>`,
    '<link rel="icon" href="data:,">',
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    '<main id="report"></main>',
    `<script type="application/json" id="data">${dataInScript(data)}</script>`,
    `<script>${inScript(pageScript())}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function titleOf(data: ReportData): string {
  if (data.kind === 'inspect') return data.model;
  return data.kind === 'bench' ? data.title : `Roofline: ${data.device.name}`;
}

/** The bundle that `build-page.mjs` writes. */
function pageScript(): string {
  const home = dirname(createRequire(import.meta.url).resolve('@gossamer/report/package.json'));
  return readFileSync(join(home, 'dist/page.js'), 'utf8');
}

/** Names from files must neither end the script they stand in nor begin a comment of it. */
function dataInScript(data: ReportData): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}

/** The same for a program, which has `<` in its operators. */
function inScript(text: string): string {
  return text.replaceAll('</', '<\\/').replaceAll('<!--', '<\\!--');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
