// Places in JavaScript are led back to the line of TypeScript they come from.

import { runInThisContext } from 'node:vm';
import { expect, it } from 'vitest';
import { declarations } from '../../.vitepress/site/playground.js';
import { Language } from './language/service.js';
import { mapFrames } from './map-frames.js';
import { framesOf } from './sandbox/placed-error.js';

const PROGRAM = `interface Options {
  width: number;
}

type Only = 'types';
const make = ({ width }: Options, only?: Only): number => {
  if (width > 2) throw new Error(\`too wide: \${width}\${only ?? ''}\`);
  return width;
};
export default [1, 2, 3].map((width) => make({ width }));
`;

it('finds the line that throws, past lines that TypeScript leaves out', () => {
  const { emitted } = new Language(declarations()).check(PROGRAM);
  const { code = '', map = '' } = emitted ?? {};
  // As the sandbox wraps it.
  const source = `self.program = function (require, exports) {${code}\n};`
    .replace('self.program = ', '(')
    .replace(/;$/, ')');
  const program = runInThisContext(source, {
    filename: 'blob:program',
    columnOffset: 'self.program = '.length - 1,
  });
  let stack = '';
  try {
    program(undefined, {});
  } catch (error) {
    stack = (error as Error).stack ?? '';
  }
  const frames = framesOf(stack, 'blob:program');
  expect(frames.length).toBeGreaterThan(1);
  expect(mapFrames(frames, map)?.line).toBe(7);
  expect(mapFrames(frames.slice(1), map)?.line).toBe(10);
});

it('says nothing of places it does not know', () => {
  const map = JSON.stringify({ version: 3, sources: [], names: [], mappings: '' });
  expect(
    mapFrames(
      [
        { line: 3, column: 4 },
        { line: Number.NaN, column: -1 },
      ],
      map,
    ),
  ).toBeUndefined();
});
