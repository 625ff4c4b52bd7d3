// What the pages of models say is true of the networks, and their first lines of code run.

import { summarize } from '@gossamer/core/analysis';
import { createModel } from '@gossamer/models';
import { findModel, modelNames } from '@gossamer/models/catalog';
import { describe, expect, it } from 'vitest';
import { subgraph } from '../../components/explorer/subgraph.js';
import { stagesOf } from './stages.js';

describe('stages', () => {
  it.each(['ghostnet_100', 'regnetx_032', 'cspdarknet53', 'shufflenetv1_g3_100', 'fasternet_t0'])(
    '%s: together they are the network',
    async (name) => {
      const { graph } = createModel(await findModel(name), { batch: 1 });
      const { macs, activations, params } = summarize(graph);
      const stages = stagesOf(graph);
      const sum = (key: 'macs' | 'activations' | 'params') =>
        stages.reduce((total, stage) => total + stage[key], 0);
      expect([sum('macs'), sum('activations'), sum('params')]).toEqual([macs, activations, params]);
    },
  );

  it('count the blocks of G-Ghost RegNetX-3.2GF: 2, 6, 15, 2', async () => {
    const { graph } = createModel(await findModel('g_ghost_regnetx_032'), { batch: 1 });
    expect(stagesOf(graph).flatMap(({ path, blocks }) => (path.startsWith('layer') ? [blocks] : []))).toEqual(
      [2, 6, 15, 2],
    );
  });
});

it('a part of a network is a graph with all its nodes', async () => {
  for (const name of modelNames('*ghostnet*_100')) {
    const { graph } = createModel(await findModel(name as string), { batch: 1 });
    const inside = ({ path }: { path: string }) => path.startsWith('blocks.3.');
    const part = subgraph(graph, inside);
    expect(part.nodes.map(({ op, path }) => `${path} ${op.name}`)).toEqual(
      graph.nodes.filter(inside).map(({ op, path }) => `${path} ${op.name}`),
    );
  }
});
