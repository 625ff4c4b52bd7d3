import { readFileSync } from 'node:fs';
import type { Options } from 'tsup';
import base, { withParts } from '../../tsup.base.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
// Before the first release versions say nothing of what changed.
const build = version === '0.0.0' ? `${version} ${new Date().toISOString()}` : version;

// Of the parts only `web-runtime` may start workers: it lies beside them.
export default {
  ...(base as Options),
  ...withParts(['index']),
  define: { GOSSAMER_BUILD: JSON.stringify(build) },
};
