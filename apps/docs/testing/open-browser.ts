// A Chromium for the tests of the site.

import { chromiumPath } from '@gossamer/testkit/page';
import { type Browser, chromium } from 'playwright-core';

/** WebGPU runs on a software driver where there is no GPU. */
const FLAGS = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  '--use-webgpu-adapter=swiftshader',
];

/** @param more flags beside the usual ones */
export function openBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: [...FLAGS, ...more] });
}
