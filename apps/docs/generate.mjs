// Writes the pages that come from the programs themselves into .generated/, from the packages' sources.
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';

const conditions = ['gossamer-source', 'module', 'node'];

/** Runs a TypeScript module on the sources: nothing has to be built before. */
export async function generate() {
  const server = await createServer({
    root: fileURLToPath(new URL('.', import.meta.url)),
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    esbuild: { target: 'es2022' },
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, hmr: false, watch: null, ws: false },
    ssr: {
      resolve: { conditions, externalConditions: conditions },
      noExternal: [/^@gossamer\//],
    },
  });
  try {
    const { generatePages } = await server.ssrLoadModule('/generators/index.ts');
    await generatePages();
  } finally {
    await server.close();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generate();
