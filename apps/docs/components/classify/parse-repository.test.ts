// Repositories in every form that readers paste.

import { OptionError } from '@gossamer/core';
import { expect, it } from 'vitest';
import { parseRepository } from './parse-repository.js';

const plain = { repo: 'timm/ghostnet_100.in1k', revision: 'main' };

it.each([
  ['timm/ghostnet_100.in1k', plain],
  [' hf:timm/ghostnet_100.in1k ', plain],
  ['https://huggingface.co/timm/ghostnet_100.in1k', plain],
  ['https://huggingface.co/timm/ghostnet_100.in1k/?library=timm', plain],
  ['https://huggingface.co/timm/ghostnet_100.in1k/tree/main', plain],
  ['timm/ghostnet_100.in1k@v1', { ...plain, revision: 'v1' }],
  ['https://hf.example/timm/ghostnet_100.in1k/tree/v1', { ...plain, revision: 'v1' }],
  [
    'https://huggingface.co/timm/ghostnet_100.in1k/blob/v1/model.safetensors',
    { ...plain, revision: 'v1', file: 'model.safetensors' },
  ],
])('%s', (text, expected) => {
  expect(parseRepository(text)).toEqual(expected);
});

it.each(['', 'ghostnet', 'https://huggingface.co/', 'a/../b', 'https://huggingface.co/a/b/blob/main/../x'])(
  'refuses "%s"',
  (text) => {
    expect(() => parseRepository(text)).toThrow(OptionError);
  },
);
