// A program of the tests: downloads weights and prints what came of it.

import { downloadHubWeights } from '../../index.js';

const [endpoint = '', cacheFolder = '', repo = ''] = process.argv.slice(2);
const events: string[] = [];
const { path, sha256, fromCache } = await downloadHubWeights(
  { repo, revision: 'main' },
  { env: {}, endpoint, cacheFolder, onProgress: ({ phase }) => void events.push(phase) },
);
process.stdout.write(JSON.stringify({ path, sha256, fromCache, events: [...new Set(events)] }));
