// The theme: VitePress' own with the reader's fonts and our colours.
import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import { useServiceWorker } from './service-worker.js';
import './custom.css';

const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp({ router, siteData }) {
    if (!import.meta.env.SSR) useServiceWorker(router, siteData.value.base);
  },
};

export default theme;
