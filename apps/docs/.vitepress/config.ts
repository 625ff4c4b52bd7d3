// The site's configuration.
import { defineConfig } from 'vitepress';
import { bar, sidebar } from './sections.js';
import { apiSidebar } from './site/api-sidebar.js';
import { isolatedServer } from './site/isolated-server.js';
import { playground } from './site/playground.js';
import { searchable } from './site/searchable.js';
import { sourceWorkers } from './site/source-workers.js';
import { writeServiceWorker } from './site/write-service-worker.js';

/** The packages' sources: the site needs none of them built. */
const conditions = ['gossamer-source'];

export default defineConfig({
  title: 'Gossamer',
  description: 'Efficient vision backbones for TypeScript',
  lang: 'en',
  head: [['link', { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' }]],
  cleanUrls: true,
  // The start page stays small; the service worker fetches the rest when the reader has what they came for.
  router: { prefetchLinks: false },
  lastUpdated: false,
  srcExclude: ['README.md', 'components/**', '.generated/**'],
  buildEnd: ({ outDir }) => writeServiceWorker(outDir),
  // Pages of models have their title from the catalog.
  transformPageData: ({ params }) => (params?.model ? { title: params.model as string } : undefined),
  // Colours of code that reach a contrast of 4.5 on its grey.
  markdown: { theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' } },
  themeConfig: {
    nav: bar(),
    sidebar: { ...sidebar(), '/reference/api/': apiSidebar() },
    outline: { level: [2, 3] },
    search: { provider: 'local', options: { _render: searchable } },
    docFooter: { prev: false, next: false },
  },
  vite: {
    resolve: { conditions },
    ssr: { noExternal: [/^@?gossamer(\/|$)/], resolve: { conditions } },
    // Workers and .wasm files stay beside their modules.
    optimizeDeps: { exclude: ['@gossamer/runtime-web', 'onnxruntime-web'] },
    esbuild: { target: 'es2022' },
    plugins: [isolatedServer(), sourceWorkers(), playground()],
    worker: { format: 'es', plugins: () => [playground()] },
    build: { target: 'es2022', chunkSizeWarningLimit: 1500 },
  },
});
