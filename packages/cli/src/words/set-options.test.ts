import type { OptionSchema } from '@gossamer/models';
import { describe, expect, it } from 'vitest';
import { parseSetOptions } from './set-options.js';

const schema: OptionSchema = {
  width: { type: 'number', default: 1, doc: 'width' },
  fixStemHead: { type: 'boolean', default: false, doc: 'keep' },
  padType: { type: 'choice', choices: ['symmetric', 'same'], default: 'symmetric', doc: 'padding' },
  group: { type: 'choice', choices: [1, 2, 3], default: 3, doc: 'groups' },
  dilation: { type: 'booleans', length: 4, default: [false, false, false, false], doc: 'dilate' },
  depths: { type: 'integers', length: 2, default: [1, 2], doc: 'depths' },
};
const parse = (...settings: string[]) => parseSetOptions(schema, settings, 'net');

describe('parseSetOptions', () => {
  it('reads values by the type the schema gives them', () => {
    expect(
      parse(
        'width=0.5',
        'fixStemHead=true',
        'padType=same',
        'group=2',
        'dilation=false,false,false,true',
        'depths=3,4',
      ),
    ).toEqual({
      width: 0.5,
      fixStemHead: true,
      padType: 'same',
      group: 2,
      dilation: [false, false, false, true],
      depths: [3, 4],
    });
  });

  it('refuses values of another type', () => {
    expect(() => parse('width=wide')).toThrow('--set width should be a number, found "wide"');
    expect(() => parse('width=')).toThrow('should be a number');
    expect(() => parse('fixStemHead=yes')).toThrow('--set fixStemHead should be one of true, false');
    expect(() => parse('padType=sam')).toThrow('did you mean same?');
    expect(() => parse('group=8')).toThrow('--set group should be one of 1, 2, 3');
    expect(() => parse('dilation=true,maybe')).toThrow('--set dilation should be one of true, false');
    expect(() => parse('depths=1.5,2')).toThrow('should be an integer');
  });

  it('refuses keys it does not know, with the nearest or the flag they have', () => {
    expect(() => parse('widht=2')).toThrow(
      'there is no option "widht"\n  at <root> in net\n  did you mean width?',
    );
    expect(() => parse('numClasses=2')).toThrow('a flag of its own: --num-classes');
    expect(() => parse('num_classes=2')).toThrow('a flag of its own: --num-classes');
    expect(() => parse('__proto__=2')).toThrow('there is no option "__proto__"');
    expect(() => parse('width')).toThrow('--set should be key=value, found "width"');
  });
});
