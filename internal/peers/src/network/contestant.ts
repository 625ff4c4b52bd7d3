// One contestant in a process of its own, so that engines cannot disturb each other: opens it, then runs it when told.

import { openOnnxruntime } from './contestants/onnxruntime.js';
import { openTfjs } from './contestants/tfjs.js';
import { openTransformers } from './contestants/transformers.js';
import { openWasmModule } from './contestants/wasm-module.js';
import type { Contestant, Entry, Reply, Request, Sample } from './sample.js';

const [entry, shape] = JSON.parse(process.argv[2] as string) as [Entry, readonly number[]];
const send = (reply: Reply): boolean => (process.send as (message: Reply) => boolean)(reply);

try {
  const contestant = await open();
  const output = Array.from(await contestant.run());
  process.on('message', ({ runs }: Request) => {
    measure(contestant, runs).then((samples) => send({ samples }), failed);
  });
  send({ ready: { engine: contestant.engine, output } });
} catch (error) {
  failed(error);
}

function open(): Promise<Contestant> {
  if (entry.kind === 'tfjs') return openTfjs(entry.path, shape);
  if (entry.kind === 'wasm-module') return openWasmModule(entry.path, shape);
  return entry.kind === 'transformers' ? openTransformers(entry.path, shape) : openOnnxruntime(entry.path);
}

async function measure({ run }: Contestant, runs: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (let i = 0; i < runs; i++) {
    const cpu = process.cpuUsage();
    const start = performance.now();
    await run();
    const wallMs = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    samples.push({ wallMs, cpuMs: (user + system) / 1000 });
  }
  return samples;
}

function failed(error: unknown): void {
  send({ failed: error instanceof Error ? error.message : String(error) });
  process.disconnect();
}
