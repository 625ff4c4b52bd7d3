// Nearest names.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { didYouMean, nearestNames } from './nearest.js';

const models = [
  'mobilenetv1_100',
  'mobilenetv2_100',
  'mobilenetv2_140',
  'ghostnet_100',
  'fasternet_t0',
  'cspresnet50',
];

describe('nearestNames', () => {
  it('lists near names, nearest first, then by the alphabet', () => {
    expect(nearestNames('mobilenetv2_10', models)).toEqual([
      'mobilenetv2_100',
      'mobilenetv2_140',
      'mobilenetv1_100',
    ]);
    expect(nearestNames('mobilenetv2_10', models, 1)).toEqual(['mobilenetv2_100']);
  });

  it('counts two letters swapped as one mistake', () => {
    // Counted as two it would tie with the other name, which comes first in the alphabet.
    expect(nearestNames('ghsotnet', ['aasotnet', 'ghostnet'], 1)).toEqual(['ghostnet']);
  });

  it('takes the beginning of a name however long the rest is', () => {
    expect(nearestNames('csp', models)).toEqual(['cspresnet50']);
  });

  it('overlooks case and separators', () => {
    expect(nearestNames('num_classes', ['classes', 'numClasses'])[0]).toBe('numClasses');
    expect(nearestNames('mobilenet_v2', models, 2)).toEqual(['mobilenetv2_100', 'mobilenetv2_140']);
    expect(nearestNames('FasterNet-T0', models)).toEqual(['fasternet_t0']);
  });

  it('leaves far names out', () => {
    expect(nearestNames('resnet18', ['vit_base', 'swin_t'])).toEqual([]);
    expect(nearestNames('x', [])).toEqual([]);
  });

  it('finds a name with one or two mistakes in it', () => {
    const mistakes = fc.array(
      fc.record({ at: fc.nat(10), kind: fc.constantFrom('drop', 'double', 'replace', 'swap') }),
      { minLength: 1, maxLength: 2 },
    );
    fc.assert(
      fc.property(fc.constantFrom(...models), mistakes, (name, list) => {
        const typed = list.reduce((text, { at, kind }) => {
          if (kind === 'drop') return text.slice(0, at) + text.slice(at + 1);
          if (kind === 'double') return text.slice(0, at) + text[at] + text.slice(at);
          if (kind === 'replace') return `${text.slice(0, at)}x${text.slice(at + 1)}`;
          return text.slice(0, at) + (text[at + 1] ?? '') + (text[at] ?? '') + text.slice(at + 2);
        }, name);
        expect(nearestNames(typed, models, models.length)).toContain(name);
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});

describe('didYouMean', () => {
  it('is a question, or nothing', () => {
    expect(didYouMean('fasternet_to', models)).toBe('did you mean fasternet_t0?');
    expect(didYouMean('zzz', models)).toBeUndefined();
  });
});
