// Attributes: defaults, kinds, names.

import { describe, expect, it } from 'vitest';
import { type AttrCodec, explicitAttrs, normalizeAttrs } from './attrs.js';
import { tensorType } from './tensor-type.js';

interface Attrs {
  group: number;
  alpha: number;
  mode: string;
  pads?: readonly number[];
  scales?: readonly number[];
  labels?: readonly string[];
  value?: unknown;
}

const codec: AttrCodec<Attrs> = {
  group: { kind: 'int', default: 1 },
  alpha: { kind: 'float', default: 0.01 },
  mode: { kind: 'string', default: 'linear', oneOf: ['linear', 'cubic'] },
  pads: { kind: 'ints' },
  scales: { kind: 'floats' },
  labels: { kind: 'strings' },
  value: { kind: 'tensor' },
};

describe('normalizeAttrs', () => {
  it('fills in defaults and leaves optional attributes out', () => {
    expect(normalizeAttrs(codec, {})).toEqual({ group: 1, alpha: Math.fround(0.01), mode: 'linear' });
  });

  it('rounds floats to what a file stores', () => {
    const attrs = normalizeAttrs(codec, { alpha: 0.1, scales: [0.3, 2] });
    expect(attrs.alpha).toBe(Math.fround(0.1));
    expect(attrs.scales).toEqual([Math.fround(0.3), 2]);
  });

  it('takes undefined for an attribute left out', () => {
    expect(normalizeAttrs(codec, { group: undefined, nonsense: undefined })).toHaveProperty('group', 1);
  });

  it.each([
    ['group', 1.5],
    ['group', '1'],
    ['group', 2 ** 60],
    ['alpha', '0.1'],
    ['mode', 3],
    ['pads', 1],
    ['pads', [1, 0.5]],
    ['scales', ['1']],
    ['labels', [1]],
    ['value', 3],
    ['value', { data: [] }],
  ])('refuses %s of the wrong kind: %j', (name, value) => {
    expect(() => normalizeAttrs(codec, { [name]: value })).toThrow(
      expect.objectContaining({ code: 'FORMAT', message: expect.stringContaining(`attribute "${name}"`) }),
    );
  });

  it('refuses strings that are not allowed, naming those that are', () => {
    expect(() => normalizeAttrs(codec, { mode: 'nearest' })).toThrow(
      expect.objectContaining({ code: 'OPTION', hint: 'allowed: linear, cubic' }),
    );
  });

  it.each(['stride', 'constructor', 'toString'])('refuses the unknown name %s', (name) => {
    expect(() => normalizeAttrs(codec, { [name]: 1 })).toThrow(
      expect.objectContaining({
        code: 'OPTION',
        message: expect.stringContaining(`unknown attribute "${name}"`),
      }),
    );
  });

  it('refuses to go without what is required', () => {
    const axis = { axis: { kind: 'int', required: true } } as const;
    expect(normalizeAttrs<object>(axis, { axis: 0 })).toEqual({ axis: 0 });
    expect(() => normalizeAttrs<object>(axis, { axis: undefined })).toThrow(
      expect.objectContaining({ code: 'FORMAT', message: 'attribute "axis" is missing' }),
    );
  });

  it('does not read defaults of attributes from prototypes', () => {
    const inherited = Object.create({ group: 4 }) as Record<string, unknown>;
    expect(normalizeAttrs(codec, inherited).group).toBe(1);
  });
});

describe('explicitAttrs', () => {
  it('lists what differs from the defaults, in the order of the codec', () => {
    const value = { type: tensorType('float32', [1]), data: Float32Array.of(1) };
    const attrs = normalizeAttrs(codec, { value, pads: [1, 1], alpha: 0.2, group: 1 });
    expect(explicitAttrs(codec, attrs).map(([name, field]) => [name, field.kind])).toEqual([
      ['alpha', 'float'],
      ['pads', 'ints'],
      ['value', 'tensor'],
    ]);
  });

  it('knows a default given by hand, also as a float32', () => {
    const withList = { pads: { kind: 'ints', default: [0, 0] }, alpha: codec.alpha } as const;
    const attrs = normalizeAttrs<object>(withList, { pads: [0, 0], alpha: 0.01 });
    expect(explicitAttrs(withList, attrs)).toEqual([]);
    expect(explicitAttrs(withList, { ...attrs, pads: [0, 1] })).toHaveLength(1);
  });
});
