// The one form of all errors.

import { describe, expect, it } from 'vitest';
import * as errors from './errors.js';
import { type ErrorDetails, GossamerError, ShapeError } from './errors.js';

describe('the message', () => {
  it('says the reason, the place and the hint, each on its line', () => {
    const error = new ShapeError('cannot add [N,4,8,8] and [N,8,8,8]', {
      path: 'blocks.1.0',
      what: 'Add',
      within: 'mobilenetv2_100',
      hint: 'the channels differ: 4 and 8; a shortcut needs out === channels(x)',
    });
    expect(String(error)).toMatchInlineSnapshot(`
      "ShapeError: cannot add [N,4,8,8] and [N,8,8,8]
        at blocks.1.0 (Add) in mobilenetv2_100
        the channels differ: 4 and 8; a shortcut needs out === channels(x)"
    `);
  });

  it.each<[string, ErrorDetails]>([
    ['reason', {}],
    ['reason\n  at a.b', { path: 'a.b' }],
    ['reason\n  at <root> in net', { within: 'net' }],
    ['reason\n  at <root> (Add) in net', { within: 'net', what: 'Add' }],
    ['reason\n  try this', { hint: 'try this' }],
  ])('leaves out what is not known: %j', (message, info) => {
    expect(new ShapeError('reason', info).message).toBe(message);
  });
});

describe('every kind', () => {
  const kinds = Object.entries(errors).filter(
    ([name, kind]) => typeof kind === 'function' && name !== 'GossamerError',
  ) as unknown as [string, new (reason: string, info?: ErrorDetails) => GossamerError][];

  it.each(kinds)('%s has its own name, code and base', (name, Kind) => {
    const cause = new Error('below');
    const error = new Kind('reason', { path: 'p', hint: 'h', details: { size: 3 }, cause });
    expect(error).toBeInstanceOf(GossamerError);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name,
      reason: 'reason',
      path: 'p',
      hint: 'h',
      details: { size: 3 },
      cause,
    });
  });

  it('leads to its part of the troubleshooting guide', () => {
    expect(new errors.WeightMismatchError('reason').docs).toBe('guide/troubleshooting#weight-mismatch');
  });

  it('has a code of its own', () => {
    const codes = kinds.map(([, Kind]) => new Kind('reason').code);
    expect(new Set(codes).size).toBe(kinds.length);
    expect(codes).toMatchInlineSnapshot(`
      [
        "SHAPE",
        "OPTION",
        "UNKNOWN_MODEL",
        "WEIGHT_MISMATCH",
        "UNSUPPORTED_OP",
        "FORMAT",
        "GRAPH",
        "PASS",
        "RUNTIME",
        "DEVICE_UNAVAILABLE",
        "IMAGE",
        "IO",
        "ABORTED",
      ]
    `);
  });
});

describe('locate', () => {
  const error = new ShapeError('reason', { path: 'conv1', hint: 'h', details: { size: 3 } });

  it('fills in what was not known and keeps what was', () => {
    const located = error.locate({ path: 'elsewhere', what: 'Conv', within: 'net' });
    expect(located).toBeInstanceOf(ShapeError);
    expect(located.message).toBe('reason\n  at conv1 (Conv) in net\n  h');
    expect(located).toMatchObject({ code: 'SHAPE', name: 'ShapeError', details: { size: 3 } });
    expect(error.message).toBe('reason\n  at conv1\n  h');
  });

  it('keeps the stack of the first throw, with the new text', () => {
    const located = error.locate({ what: 'Conv' });
    expect(located.stack).toContain('at conv1 (Conv)');
    expect(located.stack?.split('\n').at(-1)).toBe(error.stack?.split('\n').at(-1));
  });
});
