// Where a picture's time goes: its steps one after the other on one thread, in processor time.

import { createPreprocessor } from '@gossamer/core/image';
import { decodePicture, nodeRuntime } from '@gossamer/runtime-node';
import { median } from './median.js';
import type { Subject } from './subject.js';

export interface Step {
  readonly name: 'decode' | 'prepare' | 'run';
  readonly ms: number;
}

/** The longest first. */
export async function stepsOf({ file, preprocess }: Subject, paths: readonly string[]): Promise<Step[]> {
  await using session = await nodeRuntime({ device: 'cpu', threads: 1 }).loadFile(file);
  const prepare = createPreprocessor(preprocess);
  const spent = { decode: [] as number[], prepare: [] as number[], run: [] as number[] };
  const timed = async <T>(name: Step['name'], work: () => T | Promise<T>): Promise<T> => {
    const before = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(before);
    spent[name].push((user + system) / 1000);
    return result;
  };
  const [height, width] = preprocess.inputSize;
  for (const path of paths) {
    const picture = await timed('decode', () => decodePicture(path));
    const data = await timed('prepare', () => prepare.tensor(picture));
    const input = { dtype: 'float32', shape: [1, 3, height, width], data } as const;
    await timed('run', () => session.run({ pixel_values: input }));
  }
  const steps = (['decode', 'prepare', 'run'] as const).map((name) => ({ name, ms: median(spent[name]) }));
  return steps.sort((a, b) => b.ms - a.ms);
}
