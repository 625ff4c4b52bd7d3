import { describe, expect, it } from 'vitest';
import { enginesOn, targetOf } from './engines.js';

describe('engines', () => {
  it('are the first device of each runtime where none is asked for', () => {
    expect(enginesOn(['node', 'browser'], undefined)).toEqual([
      { runtime: 'node', device: 'cpu' },
      { runtime: 'browser', device: 'module' },
    ]);
  });

  it('are every runtime with those of the devices it has', () => {
    expect(enginesOn(['node', 'browser'], ['cpu', 'webgpu'])).toEqual([
      { runtime: 'node', device: 'cpu' },
      { runtime: 'node', device: 'webgpu' },
      { runtime: 'browser', device: 'webgpu' },
    ]);
  });

  it('refuse a device that none of them has, and say whose it is', () => {
    expect(() => enginesOn(['wasm', 'web'], ['cuda'])).toThrowError(
      expect.objectContaining({ code: 'OPTION', hint: 'it is a device of --runtime node' }),
    );
  });

  it('have graphs made for them', () => {
    expect(targetOf({ runtime: 'browser', device: 'module' })).toBe('wasm');
    expect(targetOf({ runtime: 'node', device: 'cpu' })).toBe('cpu');
  });
});
