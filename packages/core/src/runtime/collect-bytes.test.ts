import { describe, expect, it } from 'vitest';
import { collectBytes } from './collect-bytes.js';
import type { OnnxBytes } from './runtime.js';

describe('collectBytes', () => {
  it('hands on whole arrays and joins chunks', async () => {
    const whole = Uint8Array.of(1, 2, 3);
    expect(await collectBytes(whole)).toBe(whole);
    expect(await collectBytes([Uint8Array.of(1), Uint8Array.of(2, 3)])).toEqual(whole);
    const loaded: number[] = [];
    async function* chunks() {
      yield Uint8Array.of(1, 2);
      yield Uint8Array.of(3);
    }
    const onProgress = (progress: { loaded: number }): void => void loaded.push(progress.loaded);
    expect(await collectBytes(chunks(), { onProgress })).toEqual(whole);
    expect(loaded).toEqual([2, 3]);
  });

  it('stops between chunks, and lets the source clean up', async () => {
    const controller = new AbortController();
    let closed = false;
    async function* endless() {
      try {
        for (;;) {
          yield Uint8Array.of(0);
          controller.abort();
        }
      } finally {
        closed = true;
      }
    }
    await expect(collectBytes(endless(), { signal: controller.signal })).rejects.toMatchObject({
      code: 'ABORTED',
    });
    expect(closed).toBe(true);
  });

  it.each([
    ['a string', 'model.onnx'],
    ['null', null],
    ['an ArrayBuffer', new ArrayBuffer(4)],
    ['numbers', [1, 2]],
  ])('refuses %s', async (_, source) => {
    await expect(collectBytes(source as unknown as OnnxBytes)).rejects.toMatchObject({ code: 'OPTION' });
  });
});
