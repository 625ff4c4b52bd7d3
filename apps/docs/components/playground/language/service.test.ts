// The language service on the declarations that the site bundles: every example compiles, mistakes are found in place.

import { describe, expect, it } from 'vitest';
import { declarations } from '../../../.vitepress/site/playground.js';
import { EXAMPLES } from '../examples.js';
import { Language } from './service.js';

const language = new Language(declarations());
const program = EXAMPLES.find(({ id }) => id === 'own-network')?.text ?? '';

describe('the playground knows our types', () => {
  it.each(EXAMPLES)('"$title" has no errors and becomes JavaScript', ({ text }) => {
    const { problems, emitted } = language.check(text);
    expect(problems).toEqual([]);
    expect(emitted?.code).toContain('exports.default');
  });

  it('finds a misspelt option where it stands', () => {
    const broken = program.replace('kernel: 3, act', 'kernal: 3, act');
    const { problems, emitted } = language.check(broken);
    expect(problems).toHaveLength(1);
    const [{ from, to, message, severity } = { from: 0, to: 0, message: '', severity: '' }] = problems;
    expect(severity).toBe('error');
    expect(broken.slice(from, to)).toBe('kernal');
    expect(message).toContain("'kernal' does not exist in type 'ConvNormActOptions'");
    expect(emitted).toBeDefined();
  });

  it('emits nothing where the syntax is broken', () => {
    const { problems, emitted } = language.check(`${program}\nconst = 1;`);
    expect(problems.length).toBeGreaterThan(0);
    expect(emitted).toBeUndefined();
  });

  it('has no page, no process and no network', () => {
    const { problems } = language.check('document.title; fetch("x"); process.exit(); export default 1;');
    expect(problems.map(({ message }) => /'(\w+)'/.exec(message)?.[1])).toEqual([
      'document',
      'fetch',
      'process',
    ]);
  });

  it('completes the options of a block', () => {
    const at = program.indexOf('stride: 2,\n');
    const found = language.complete(program, at);
    expect(found?.entries.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['kernel', 'skip', 'stride']),
    );
  });

  it('explains what is under the mouse', () => {
    const found = language.hover(program, program.lastIndexOf('invertedResidual') + 3);
    expect(found?.type).toContain('invertedResidual(s: Scope, x: Value');
    expect(found?.doc).toContain('arXiv:1801.04381');
  });
});
