// A Chromium for the tests of the site.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

const FIND = fileURLToPath(new URL('../../../scripts/ensure-browser.mjs', import.meta.url));

/** WebGPU runs on a software driver where there is no GPU. */
const FLAGS = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  '--use-webgpu-adapter=swiftshader',
];

/** @param more flags beside the usual ones */
export function openBrowser(more: readonly string[] = []): Promise<Browser> {
  const executablePath =
    process.env.CHROMIUM_PATH ?? execFileSync(process.execPath, [FIND], { encoding: 'utf8' }).trim();
  return chromium.launch({ executablePath, args: [...FLAGS, ...more] });
}
