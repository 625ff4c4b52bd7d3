// The memory plan: activations whose lives do not overlap share memory.

import { aligned, type Buffer } from './buffer.js';
import type { Step } from './step.js';

interface Life {
  readonly buffer: Buffer;
  from: number;
  to: number;
}

export interface MemoryPlan {
  /** Bytes of all activations together. */
  readonly bytes: number;
  /** The most bytes alive at any step: no plan needs less. */
  readonly bound: number;
  /** First and last + 1 byte of each zone between buffers, where such were asked for. */
  readonly guards: readonly (readonly [from: number, to: number])[];
}

export interface PlanOptions {
  /** For tests that watch what is written where: no memory is shared, and so many bytes lie between buffers. */
  readonly guard?: number;
}

/**
 * Gives every activation that the steps touch its place from `base` on.
 *
 * @param inputs alive before the first step
 * @param outputs alive after the last step
 */
export function planMemory(
  steps: readonly Step[],
  inputs: readonly Buffer[],
  outputs: readonly Buffer[],
  base: number,
  { guard = 0 }: PlanOptions = {},
): MemoryPlan {
  shareInPlace(steps, inputs, outputs);
  const lives = livesOf(steps, inputs, outputs);
  const all = [...lives.values()];
  const bound = mostAlive(all, steps.length);
  return guard > 0 ? placeApart(all, base, guard, bound) : { ...placeTogether(all, base), bound, guards: [] };
}

/** Largest first, each in the first gap among those alive at the same time. */
function placeTogether(lives: readonly Life[], base: number): { bytes: number } {
  const placed: (Life & { start: number; end: number })[] = [];
  let bytes = 0;
  for (const life of [...lives].sort((a, b) => b.buffer.bytes - a.buffer.bytes || a.from - b.from)) {
    const size = aligned(life.buffer.bytes);
    const others = placed.filter((other) => other.from <= life.to && life.from <= other.to);
    const start = firstGap(others, size);
    life.buffer.place(base + start);
    placed.push({ ...life, start, end: start + size });
    bytes = Math.max(bytes, start + size);
  }
  return { bytes };
}

function placeApart(lives: readonly Life[], base: number, guard: number, bound: number): MemoryPlan {
  const guards: [number, number][] = [[base, base + guard]];
  let next = base + guard;
  for (const { buffer } of lives) {
    buffer.place(next);
    next += aligned(buffer.bytes);
    guards.push([next, next + guard]);
    next += guard;
  }
  return { bytes: next - base, bound, guards };
}

/** Outputs take the memory of an input that nobody reads later. */
function shareInPlace(steps: readonly Step[], inputs: readonly Buffer[], outputs: readonly Buffer[]): void {
  let lives = livesOf(steps, inputs, outputs);
  steps.forEach((step, index) => {
    const [out] = step.writes;
    if (out === undefined || out.parent !== undefined || lives.get(out)?.from !== index) return;
    const source = step.inPlace?.find((candidate) => {
      const { buffer } = candidate.root;
      const life = lives.get(buffer);
      return candidate === buffer && buffer !== out && buffer.bytes === out.bytes && life?.to === index;
    });
    if (source === undefined || source.content.kind !== 'activation') return;
    out.parent = source.at(0);
    lives = livesOf(steps, inputs, outputs);
  });
}

function livesOf(
  steps: readonly Step[],
  inputs: readonly Buffer[],
  outputs: readonly Buffer[],
): Map<Buffer, Life> {
  const lives = new Map<Buffer, Life>();
  const touch = (buffer: Buffer, index: number): void => {
    const root = buffer.root.buffer;
    if (root.content.kind !== 'activation') return;
    const life = lives.get(root);
    if (life === undefined) lives.set(root, { buffer: root, from: index, to: index });
    else life.to = Math.max(life.to, index);
  };
  for (const buffer of inputs) touch(buffer, -1);
  steps.forEach(({ reads, writes }, index) => {
    for (const buffer of [...writes, ...reads]) touch(buffer, index);
  });
  for (const buffer of outputs) touch(buffer, steps.length);
  return lives;
}

function firstGap(others: readonly { start: number; end: number }[], size: number): number {
  let start = 0;
  for (const other of [...others].sort((a, b) => a.start - b.start)) {
    if (other.start - start >= size) break;
    start = Math.max(start, other.end);
  }
  return start;
}

function mostAlive(lives: readonly Life[], steps: number): number {
  let most = 0;
  for (let index = -1; index <= steps; index++) {
    const alive = lives.filter(({ from, to }) => from <= index && index <= to);
    most = Math.max(
      most,
      alive.reduce((sum, { buffer }) => sum + aligned(buffer.bytes), 0),
    );
  }
  return most;
}
