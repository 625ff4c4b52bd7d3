// A page for each model; their texts are made by generators/models.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('../.generated/model-pages.json', import.meta.url));

export default {
  paths(): { params: { model: string }; content: string }[] {
    const pages = JSON.parse(readFileSync(FILE, 'utf8')) as { model: string; text: string }[];
    return pages.map(({ model, text }) => ({ params: { model }, content: text }));
  },
};
