import { describe, expect, it } from 'vitest';
import { FormatError } from '../errors.js';
import { type Json, parseJson } from './json.js';

/** Maps as plain objects, to compare with JSON.parse. */
function plain(value: Json): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, entry]) => [key, plain(entry)]));
  return value;
}

describe('parseJson', () => {
  it.each([
    '{}',
    ' [ ] ',
    'null',
    '[true,false,null,0,-0,1.5e-7,1E9,123456789012345678]',
    '{"a":{"b":[{"c":"d"}]},"":1}',
    '"\\u00e9\\ud83d\\ude00\\n\\"\\\\ é 😀"',
    '\t{\r\n"x" : 1 }\n',
  ])('reads %s as JSON.parse does', (text) => {
    expect(plain(parseJson(text, 'file'))).toEqual(JSON.parse(text));
  });

  it.each([
    '',
    '{',
    '[1,]',
    '{"a":1,}',
    '{a:1}',
    "{'a':1}",
    '01',
    '+1',
    '1.',
    '.5',
    '1e',
    'NaN',
    'tru',
    'nulll',
    '"\t"',
    '"\\x"',
    '"\\u12"',
    '"open',
    '"\\',
    '[1 2]',
    '{"a" 1}',
    '{} {}',
    '\u00a0{}',
    '\ufeff{}',
    `1${'0'.repeat(100)}`,
  ])('refuses %j, as JSON.parse does', (text) => {
    // But for numbers of a hundred digits, which only a file that lies would have.
    if (text.length < 100) expect(() => JSON.parse(text)).toThrow();
    expect(() => parseJson(text, 'file')).toThrow(FormatError);
  });

  it('refuses a repeated key, also by another spelling', () => {
    expect(() => parseJson('{"a":1,"\\u0061":2}', 'file')).toThrow(/"a" is repeated/);
  });

  it('refuses to nest without end', () => {
    expect(() => parseJson('['.repeat(100_000), 'file')).toThrow(/nests deeper/);
  });
});
