// Opens engines: a runtime for each setting, and a browser where one is asked for.

import type { Runtime } from '@gossamer/core/runtime';
import { type NodeDevice, nodeRuntime } from '@gossamer/runtime-node';
import { wasmRuntime } from '@gossamer/runtime-wasm';
import { type BrowserHost, openBrowser } from './browser/browser-host.js';
import { browserRuntime } from './browser/browser-runtime.js';
import { type EngineName, type EngineSetting, engineKey } from './engines.js';
import { optionalPackage, packageVersion } from './optional-package.js';

/** Runtimes by setting; what they hold open is closed with `dispose`, after their sessions. */
export interface Engines {
  /** @throws OptionError where a package is missing, DeviceUnavailableError where a browser is */
  runtime(setting: EngineSetting): Promise<Runtime>;
  /** Versions of what was used beside onnxruntime-node, by name. */
  versions(): Promise<Readonly<Record<string, string>>>;
  dispose(): Promise<void>;
}

export function openEngines(): Engines {
  let browser: Promise<BrowserHost> | undefined;
  const runtimes = new Map<string, Promise<Runtime>>();
  const openers: Readonly<Record<EngineName, (device: string, threads: number) => Promise<Runtime>>> = {
    node: async (device, threads) => nodeRuntime({ device: device as NodeDevice, threads, spinning: true }),
    web: async (_device, threads) => {
      const { webRuntime } = await optionalPackage('onnxruntime-web', () => import('@gossamer/runtime-web'));
      return webRuntime({ device: 'wasm', threads, worker: false });
    },
    wasm: async (_device, threads) => wasmRuntime({ threads }),
    browser: async (device, threads) => {
      browser ??= openBrowser();
      return browserRuntime(await (await browser).page({ device, threads }));
    },
  };
  return {
    runtime(setting) {
      const key = engineKey(setting);
      const known = runtimes.get(key) ?? openers[setting.runtime](setting.device, setting.threads);
      runtimes.set(key, known);
      return known;
    },
    async versions() {
      const chromium = (await browser)?.version;
      const web = browser !== undefined || [...runtimes.keys()].some((key) => key.startsWith('web '));
      return {
        ...(web && { 'onnxruntime-web': packageVersion('onnxruntime-web') }),
        ...(chromium && { chromium }),
      };
    },
    async dispose() {
      await (await browser?.catch(() => undefined))?.close();
    },
  };
}
