import { describe, expect, it } from 'vitest';
import { parseWords } from '../command/parse-words.js';
import { modelFlags, modelWords } from './model-words.js';
import { weightsSource } from './weights-source.js';

const words = (line: string) =>
  modelWords('net', parseWords(line === '' ? [] : line.split(' '), modelFlags).flags);

describe('modelWords', () => {
  it('leaves out what is not said', () => {
    expect(words('')).toEqual({
      model: 'net',
      build: {},
      set: [],
      weights: undefined,
      adapt: false,
      target: 'portable',
      precision: 'fp32',
    });
  });

  it('reads every flag', () => {
    const line =
      '--num-classes 0 --in-chans 1 --size 192x256 --batch dynamic --output-stride 16 --global-pool max --features -1,0 ' +
      '--set width=0.5 --set depth=2 --weights random:3 --adapt --target cpu --precision fp32';
    expect(words(line)).toEqual({
      model: 'net',
      build: {
        numClasses: 0,
        inChans: 1,
        size: [192, 256],
        batch: 'dynamic',
        outputStride: 16,
        globalPool: 'max',
        features: [-1, 0],
      },
      set: ['width=0.5', 'depth=2'],
      weights: 'random:3',
      adapt: true,
      target: 'cpu',
      precision: 'fp32',
    });
    expect(words('--size 160 --batch 8 --features').build).toEqual({ size: 160, batch: 8, features: true });
    expect(words('--precision int8 --calibration photos --force')).toMatchObject({
      precision: 'int8',
      calibration: 'photos',
      force: true,
    });
    expect(words('--global-pool none').build).toEqual({ globalPool: '' });
    expect(words('--size dynamic').build).toEqual({ size: 'dynamic' });
  });

  it.each([
    ['--num-classes ten', '--num-classes should be an integer from 0, found "ten"'],
    ['--num-classes=-1', 'an integer from 0'],
    ['--in-chans 0', 'an integer from 1'],
    ['--batch 1.5', '--batch should be an integer from 1'],
    ['--size 0', '--size should be 224, 192x256'],
    ['--size 224x', '--size should be'],
    ['--size 1x2x3', '--size should be'],
    ['--output-stride 12', '--output-stride should be one of 8, 16, 32, found "12"'],
    ['--global-pool mean', '--global-pool should be one of avg, max, avgmax, catavgmax, none, found "mean"'],
    ['--features=a', '--features should be an integer'],
    ['--target gpu', '--target should be one of portable, cpu, cuda, webgpu, wasm'],
    ['--precision int8', '--precision int8 needs --calibration\n  give a folder of pictures'],
    ['--precision fp8', '--precision should be one of fp32, fp16, int8, found "fp8"'],
  ])('%s is refused', (line, message) => {
    expect(() => words(line)).toThrow(message);
  });
});

describe('weightsSource', () => {
  it('tells words from files', () => {
    expect(weightsSource('seeded')).toEqual({ kind: 'seeded', gain: 1 });
    expect(weightsSource('seeded:1.3')).toEqual({ kind: 'seeded', gain: 1.3 });
    expect(weightsSource('random')).toEqual({ kind: 'random', seed: 0 });
    expect(weightsSource('random:7')).toEqual({ kind: 'random', seed: 7 });
    expect(weightsSource('seeded.safetensors')).toEqual({ kind: 'file', path: 'seeded.safetensors' });
    expect(weightsSource('./random')).toEqual({ kind: 'file', path: './random' });
  });

  it.each([
    ['seeded:0', 'a positive number'],
    ['seeded:', 'should be a number'],
    ['random:x', 'an integer from 0'],
    ['pretrained:', '--weights pretrained:TAG'],
    ['hf:', 'is no repository'],
    ['hf:mobilenetv2_100', 'the form is OWNER/REPO'],
    ['hf:a/b@../c', 'cannot be a revision'],
    [undefined, 'no weights are given'],
  ])('%s is refused', (word, message) => {
    expect(() => weightsSource(word)).toThrow(message);
  });
});
