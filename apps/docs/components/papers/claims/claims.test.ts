// The figures on the pages are those of docs/claims.md, and those that can be computed are what the library computes.

import { readFileSync } from 'node:fs';
import { summarize } from '@gossamer/core/analysis';
import { create } from '@gossamer/models/catalog';
import { describe, expect, it } from 'vitest';
import { CLAIMS, type Claim, shares } from './claims.js';

const written = readFileSync(new URL('../../../../../docs/claims.md', import.meta.url), 'utf8').replaceAll(
  ',',
  '',
);
const claims = Object.entries<Claim>(CLAIMS);

describe.each(claims)('%s', (_, claim) => {
  it('is what docs/claims.md says', () => {
    for (const value of claim.rows.flatMap(({ values }) => values)) {
      const zeros = Number.isInteger(value) ? '(\\.0)?' : '0?';
      expect(written).toMatch(new RegExp(`(^|[^\\d.])${value}${zeros}([^\\d.]|$)`, 'm'));
    }
  });
});

it('MACs are the library’s', async () => {
  const models = ['fasternet_t0', 'mobilenetv2_100', 'ghostnet_100'] as const;
  for (const name of models) {
    const row = CLAIMS.fasternet.rows.find((one) => one.name === name);
    const { graph } = await create(name, { batch: 1 });
    expect(row?.values[0]).toBe(Math.round(Number(summarize(graph).macs) / 1e6));
  }
});

it('shares are of the first row or the largest value', () => {
  expect(
    shares(CLAIMS['g-ghost']).find(({ name, measure }) => name === 'G-Ghost' && measure === 'MMACs')?.share,
  ).toBeCloseTo(0.567, 3);
  expect(Math.max(...shares(CLAIMS.fasternet).map(({ share }) => share))).toBe(1);
});
