// The site's configuration.
import { defineConfig } from 'vitepress';

export default defineConfig({
  title: 'Gossamer',
  description: 'Efficient vision backbones for TypeScript',
  cleanUrls: true,
  lastUpdated: false,
  themeConfig: {
    nav: [{ text: 'Guide', link: '/guide/start' }],
    sidebar: [{ text: 'Guide', items: [{ text: 'Start', link: '/guide/start' }] }],
    search: { provider: 'local' },
  },
});
