import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { imagenetLabels, imagenetSynsets } from './index.js';

const sha256 = (lines: readonly string[]) => createHash('sha256').update(lines.join('\n')).digest('hex');

describe('ImageNet-1k', () => {
  it('has the labels timm has, in its order', () => {
    const labels = imagenetLabels();
    expect(labels).toHaveLength(1000);
    expect(labels[0]).toBe('tench, Tinca tinca');
    expect(labels[285]).toBe('Egyptian cat');
    expect(labels[999]).toBe('toilet tissue, toilet paper, bathroom tissue');
    // '\n'.join(ImageNetInfo().label_descriptions())
    expect(sha256(labels)).toBe('a40d9be82eb4738becd1dd69991b89f87f309975e860a6f3f45395d8c06a7e0d');
  });

  it('has the synsets timm has, in its order', () => {
    const synsets = imagenetSynsets();
    expect(synsets).toHaveLength(1000);
    expect(synsets[0]).toBe('n01440764');
    // '\n'.join(ImageNetInfo().label_names())
    expect(sha256(synsets)).toBe('385e0240499426c022b773be1ae4da780f057b89c9694c7f47199f62746b6edd');
  });
});
