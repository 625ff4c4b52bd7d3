// What runs inside the sandbox's worker: evaluates the program, then runs and writes its network when asked.
// The page bundles this file into one script, with everything a program may import.

import * as blocks from '@gossamer/blocks';
import * as core from '@gossamer/core';
import * as analysis from '@gossamer/core/analysis';
import * as compile from '@gossamer/core/compile';
import * as ops from '@gossamer/core/ops';
import * as passes from '@gossamer/core/passes';
import * as weights from '@gossamer/core/weights';
import * as models from '@gossamer/models';
import * as catalog from '@gossamer/models/catalog';
import * as cspPeleenet from '@gossamer/models/csp-peleenet';
import * as cspnet from '@gossamer/models/cspnet';
import * as fasternet from '@gossamer/models/fasternet';
import * as gGhostRegnet from '@gossamer/models/g-ghost-regnet';
import * as ghostnet from '@gossamer/models/ghostnet';
import * as mobilenetv1 from '@gossamer/models/mobilenetv1';
import * as mobilenetv2 from '@gossamer/models/mobilenetv2';
import * as mobilenetv3 from '@gossamer/models/mobilenetv3';
import * as mobilenetv4 from '@gossamer/models/mobilenetv4';
import * as regnet from '@gossamer/models/regnet';
import * as shufflenetv1 from '@gossamer/models/shufflenetv1';
import type { ModuleName } from '../modules.js';
import { evaluate } from './evaluate.js';
import { networkOf } from './network-of.js';
import { placedError } from './placed-error.js';
import type { Answer, Order, Start } from './protocol.js';
import { reportOf } from './report-of.js';
import { onnxFile, runNetwork, safetensorsFile } from './use-network.js';

const modules: Readonly<Record<ModuleName, unknown>> = {
  '@gossamer/core': core,
  '@gossamer/core/analysis': analysis,
  '@gossamer/core/compile': compile,
  '@gossamer/core/ops': ops,
  '@gossamer/core/passes': passes,
  '@gossamer/core/weights': weights,
  '@gossamer/blocks': blocks,
  '@gossamer/models': models,
  '@gossamer/models/catalog': catalog,
  '@gossamer/models/csp-peleenet': cspPeleenet,
  '@gossamer/models/cspnet': cspnet,
  '@gossamer/models/fasternet': fasternet,
  '@gossamer/models/g-ghost-regnet': gGhostRegnet,
  '@gossamer/models/ghostnet': ghostnet,
  '@gossamer/models/mobilenetv1': mobilenetv1,
  '@gossamer/models/mobilenetv2': mobilenetv2,
  '@gossamer/models/mobilenetv3': mobilenetv3,
  '@gossamer/models/mobilenetv4': mobilenetv4,
  '@gossamer/models/regnet': regnet,
  '@gossamer/models/shufflenetv1': shufflenetv1,
};

/** Lines of the console a program may write, and how long each may be. */
const MOST_LINES = 200;
const LONGEST_LINE = 2000;

const ORDERS = { run: runNetwork, onnx: onnxFile, safetensors: safetensorsFile } as const;

addEventListener('message', async ({ data: { code }, ports: [port] }: MessageEvent<Start>) => {
  if (port === undefined) return;
  const say = (answer: Answer): void => port.postMessage(answer);
  listen(say);
  const place = evaluate(code, modules);
  try {
    const graph = await networkOf(place.exported());
    port.onmessage = async ({ data: { order } }: MessageEvent<Order>) => {
      try {
        say(await ORDERS[order](graph));
      } catch (error) {
        say({ kind: 'error', error: placedError(error, place.url) });
      }
    };
    say({ kind: 'network', report: reportOf(graph) });
  } catch (error) {
    say({ kind: 'error', error: placedError(error, place.url) });
  }
});

/** The program's console goes to the page. */
function listen(say: (answer: Answer) => void): void {
  let lines = 0;
  const log = (...values: unknown[]): void => {
    if (lines++ < MOST_LINES) say({ kind: 'log', text: values.map(textOf).join(' ').slice(0, LONGEST_LINE) });
  };
  Object.assign(console, { log, info: log, debug: log, warn: log, error: log });
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}
