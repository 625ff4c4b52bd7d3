import { expect, it } from 'vitest';
import { noiseOf } from './noise.js';

const blocks = (...samples: [wallMs: number, cpuMs: number][]) =>
  samples.map(([wallMs, cpuMs]) => [{ wallMs, cpuMs }]);
const one = { runtime: 'node', device: 'cpu', threads: 1 } as const;

it('a quiet machine gives what was asked for, always as fast', () => {
  expect(noiseOf(blocks([10, 10], [10.1, 10], [10, 10]), one)).toMatchObject({ noisy: false });
  expect(noiseOf(blocks([10, 20], [10, 19.8]), { ...one, threads: 2 }).processorShare).toBeCloseTo(0.995);
});

it('neighbours show in processor time, and in rounds of different length', () => {
  expect(noiseOf(blocks([20, 10], [21, 10], [20, 10]), one)).toMatchObject({
    noisy: true,
    processorShare: 0.5,
  });
  expect(noiseOf(blocks([10, 10], [14, 14], [18, 18]), one)).toMatchObject({
    noisy: true,
    processorShare: 1,
  });
});

it('other devices are not judged by processor time', () => {
  expect(noiseOf(blocks([10, 1], [10, 1]), { ...one, device: 'cuda' })).toMatchObject({ noisy: false });
});
