import { describe, expect, it } from 'vitest';
import { npyChunks } from './npy.js';

/** What numpy.save (2.4) writes for [[0, 1, -2.5], [3, 4, 5]] as float32 and [1, 2, 255] as uint8. */
const FLOATS =
  'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg' +
  'ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAACAPwAAIMAAAEBAAACAQAAA' +
  'oEA=';
const BYTES =
  'k05VTVBZAQB2AHsnZGVzY3InOiAnfHUxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDMsKSwgfSAgICAgICAg' +
  'ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAv8=';

describe('npyChunks', () => {
  it('writes what NumPy writes', () => {
    const floats = npyChunks(Float32Array.of(0, 1, -2.5, 3, 4, 5), [2, 3]);
    expect(Buffer.concat(floats).toString('base64')).toBe(FLOATS);
    expect(Buffer.concat(npyChunks(Uint8Array.of(1, 2, 255), [3])).toString('base64')).toBe(BYTES);
  });
});
