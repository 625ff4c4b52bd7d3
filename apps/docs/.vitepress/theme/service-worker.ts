// Registers the service worker, and sees to it that pages with live examples are cross-origin isolated.

import type { Router } from 'vitepress';
import { SECTIONS } from '../sections.js';

const RELOADED = 'gossamer-isolated';

/** Pages that run networks, which may want threads. */
function isLive(path: string, base: string): boolean {
  const folder = path.slice(base.length).split('/')[0];
  return SECTIONS.some((section) => section.live && section.folder === folder);
}

/** A page becomes isolated by the headers it came with, so it has to come again once the worker can add them. */
function comeAgain(path: string): boolean {
  if (crossOriginIsolated || !navigator.serviceWorker.controller) return false;
  if (sessionStorage.getItem(RELOADED) === path) return false;
  sessionStorage.setItem(RELOADED, path);
  location.assign(path);
  return true;
}

/** Called in the browser only. */
export function useServiceWorker(router: Router, base: string): void {
  if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
  router.onBeforeRouteChange = (to) => !(isLive(to, base) && to !== location.pathname && comeAgain(to));
  const here = () => {
    if (isLive(location.pathname, base)) comeAgain(location.pathname + location.search + location.hash);
  };
  navigator.serviceWorker.addEventListener('controllerchange', here);
  const register = () => navigator.serviceWorker.register(`${base}sw.js`).catch(() => undefined);
  if (document.readyState === 'complete') void register();
  else addEventListener('load', () => void register(), { once: true });
}
