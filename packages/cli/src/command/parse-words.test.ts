import { describe, expect, it } from 'vitest';
import type { Flags } from './flags.js';
import { parseWords } from './parse-words.js';

const flags = {
  out: { kind: 'value', short: 'o', value: 'FILE', doc: 'where' },
  mean: { kind: 'value', value: 'A,B,C', doc: 'mean' },
  quiet: { kind: 'switch', short: 'q', doc: 'less' },
  features: { kind: 'optional', value: 'I,J', doc: 'maps' },
  set: { kind: 'repeated', value: 'K=V', doc: 'an option' },
} as const satisfies Flags;

const parse = (line: string) => parseWords(line.split(' '), flags);

describe('parseWords', () => {
  it('reads values behind a space, an equals sign and a letter', () => {
    expect(parse('net --out a').flags.out).toBe('a');
    expect(parse('net --out=a=b').flags.out).toBe('a=b');
    expect(parse('net -o a').flags.out).toBe('a');
    expect(parse('net -qo a').flags).toMatchObject({ out: 'a', quiet: true });
  });

  it('keeps words in order and stops reading flags at --', () => {
    expect(parse('a --quiet b -- --out c')).toMatchObject({
      words: ['a', 'b', '--out', 'c'],
      flags: { quiet: true, out: undefined },
    });
  });

  it('gathers repeated flags and takes the last of the others', () => {
    expect(parse('--set a=1 --set b=2,3').flags.set).toEqual(['a=1', 'b=2,3']);
    expect(parse('-o a -o b').flags.out).toBe('b');
    expect(parse('net').flags).toEqual({
      out: undefined,
      mean: undefined,
      quiet: false,
      features: undefined,
      set: [],
    });
  });

  it('gives an optional value only integers', () => {
    expect(parse('--features net')).toMatchObject({ words: ['net'], flags: { features: true } });
    expect(parse('--features 0,2 net')).toMatchObject({ words: ['net'], flags: { features: '0,2' } });
    expect(parse('--features -1').flags.features).toBe('-1');
    expect(parse('--features=-2,-1').flags.features).toBe('-2,-1');
  });

  it('lets values be negative numbers but not other flags', () => {
    expect(parse('--mean -1,0,.5').flags.mean).toBe('-1,0,.5');
    expect(() => parse('--out --quiet')).toThrow('--out needs a value');
    expect(() => parse('--out -q')).toThrow('--out needs a value');
    expect(() => parse('--out')).toThrow('--out FILE: where');
    expect(() => parse('--out=')).toThrow('--out needs a value');
    expect(parse('--out=--quiet').flags.out).toBe('--quiet');
  });

  it('refuses what is in no table, with the nearest', () => {
    expect(() => parse('--quite')).toThrow('unknown flag --quite\n  did you mean --quiet?');
    expect(() => parse('--zzzzzzzzz')).toThrow('known: --out, --mean');
    expect(() => parse('-x')).toThrow('unknown flag -x');
    expect(() => parse('--quiet=yes')).toThrow('--quiet takes no value');
    expect(() => parse('--constructor')).toThrow('unknown flag --constructor');
  });
});
