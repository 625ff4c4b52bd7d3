import { describe, expect, it } from 'vitest';
import { batched, mapOrdered } from './map-ordered.js';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('mapOrdered', () => {
  it('keeps the order, with no more under way than allowed', async () => {
    let under = 0;
    let most = 0;
    const mapped = mapOrdered([30, 1, 20, 2, 10, 3], 3, async (ms) => {
      most = Math.max(most, ++under);
      await pause(ms);
      under--;
      return ms;
    });
    expect(await all(mapped)).toEqual([30, 1, 20, 2, 10, 3]);
    expect(most).toBe(3);
  });

  it('passes a result on while the source keeps it waiting', async () => {
    let answered = () => {};
    // The second item comes when the first one has its answer, as in a conversation.
    async function* source() {
      yield 'question';
      await new Promise<void>((resolve) => {
        answered = resolve;
      });
      yield 'another';
    }
    const answers: string[] = [];
    for await (const answer of mapOrdered(source(), 8, async (text) => text.toUpperCase())) {
      answers.push(answer);
      answered();
    }
    expect(answers).toEqual(['QUESTION', 'ANOTHER']);
  });

  it('closes its source when the consumer leaves or a step fails', async () => {
    let closed = 0;
    async function* source() {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        closed++;
      }
    }
    for await (const item of mapOrdered(source(), 4, async (i) => i)) if (item === 2) break;
    expect(closed).toBe(1);
    const failing = mapOrdered(source(), 4, async (i) => {
      if (i === 3) throw new Error('no');
      return i;
    });
    await expect(all(failing)).rejects.toThrow('no');
    expect(closed).toBe(2);
  });

  it('hands on an error of its source, behind the results before it', async () => {
    async function* source() {
      yield 1;
      throw new Error('the source broke');
    }
    const seen: number[] = [];
    const run = async () => {
      for await (const item of mapOrdered(source(), 1, async (i) => i)) seen.push(item);
    };
    await expect(run()).rejects.toThrow('the source broke');
    expect(seen).toEqual([1]);
  });
});

describe('batched', () => {
  it('groups, the last one smaller', async () => {
    const items = mapOrdered([1, 2, 3, 4, 5], 2, async (i) => i);
    expect(await all(batched(items, 2))).toEqual([[1, 2], [3, 4], [5]]);
  });
});
