// Every error code has its part of the troubleshooting guide, where its `docs` leads.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_NAMES, type ErrorCode, GossamerError } from '@gossamer/core';
import { expect, it } from 'vitest';
import { APP } from './docs-files.js';

it.each(Object.keys(ERROR_NAMES) as ErrorCode[])('%s', (code) => {
  const [page, anchor] = new GossamerError(code, 'reason').docs.split('#');
  const text = readFileSync(join(APP, `${page}.md`), 'utf8');
  const [, section = ''] = text.split(`\n## ${code} {#${anchor}}\n`);
  const words = section.split('\n## ')[0]?.trim() ?? '';
  expect(words.length, `the text below "## ${code} {#${anchor}}"`).toBeGreaterThan(100);
});
