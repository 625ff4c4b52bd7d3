// The explorer's table, made by generators/models.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ExplorerData } from '../components/explorer/model-row.js';

const FILE = fileURLToPath(new URL('../.generated/models.json', import.meta.url));

declare const data: ExplorerData;

export { data };

export default {
  load: (): ExplorerData => JSON.parse(readFileSync(FILE, 'utf8')) as ExplorerData,
};
