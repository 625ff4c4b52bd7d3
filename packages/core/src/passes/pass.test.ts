// What running passes promises whoever wrote them.

import { describe, expect, it } from 'vitest';
import { conv, graphOf } from '../testing/passGraphs.js';
import { type Pass, runPasses } from './pass.js';

describe('runPasses', () => {
  it('refuses what a pass leaves that is not well formed, and names the pass', () => {
    const graph = graphOf([1, 3, 4, 4], (s, x) => conv(s('b'), conv(s('a'), x, { out: 3 }), { out: 3 }));
    const forgetful: Pass = {
      name: 'forgetful',
      run(model) {
        model.graph.params.delete('a.weight');
        return { pass: this.name, changed: 1, notes: [] };
      },
    };
    expect(() => runPasses({ graph, weights: new Map() }, [forgetful])).toThrowErrorMatchingInlineSnapshot(`
      [PassError: forgetful left a graph that is not well formed: reads a parameter "a.weight" that is not in graph.params
        at a (Conv) in test]
    `);
  });
});
