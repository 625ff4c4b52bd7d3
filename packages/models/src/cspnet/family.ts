// CSPResNet, CSPResNeXt and CSPDarknet: cross stage partial networks, arXiv:1911.11929, with timm's keys.

import {
  bottleneckBlock,
  channels,
  convNormAct,
  crossStage,
  darkBlock,
  leakyRelu,
  maxPool2d,
} from '@gossamer/blocks';
import type { Scope, Value } from '@gossamer/core';
import { anyPool, classifier, pooledVector } from '../shared/classifier.js';
import type { OptionValues } from '../shared/options.js';
import type { Family, FeatureTap } from '../shared/spec.js';
import { type CspStage, type CspTable, tables } from './stages.js';

const networks = ['cspresnet50', 'cspresnet50d', 'cspresnet50w', 'cspresnext50', 'cspdarknet53'] as const;

export const cspnetOptions = {
  network: { type: 'choice', choices: networks, default: 'cspresnet50', doc: 'which stage table' },
  slope: {
    type: 'number',
    min: 0,
    max: 1,
    default: 0.01,
    doc: "slope of LeakyReLU below zero: timm's weights have 0.01, Darknet's 0.1",
  },
} as const;

type Options = OptionValues<typeof cspnetOptions>;

export const cspnet: Family<typeof cspnetOptions> = {
  name: 'cspnet',
  source: 'arXiv:1911.11929; keys of timm',
  options: cspnetOptions,
  outputStrides: [8, 16, 32],
  globalPools: anyPool,
  backbone(s, x, o) {
    const table = tables[o.network]();
    const stem = stemOf(s('stem'), x, table, o);
    const strides = stagePlaces(table, o.outputStride);
    const features: FeatureTap[] = [stem.tap];
    let y = stem.last;
    table.stages.forEach((stage, i) => {
      y = stageOf(s('stages')(i), y, stage, table, strides[i] as StagePlace, o);
      features.push({ name: `stages.${i}`, value: y });
    });
    return { features, last: y };
  },
  head(s, last, o) {
    return classifier(s, 'head.fc', pooledVector(s, last, o.globalPool), o.numClasses, {
      kind: 'normal',
      std: 0.01,
    });
  },
};

function stemOf(s: Scope, x: Value, { stem }: CspTable, o: Options): { tap: FeatureTap; last: Value } {
  const act = leakyRelu(o.slope);
  let y = x;
  stem.widths.forEach((out, i) => {
    y = convNormAct(s(`conv${i + 1}`), y, {
      out,
      kernel: stem.kernel,
      stride: i === 0 ? stem.stride : 1,
      act,
    });
  });
  const tap = { name: `stem.conv${stem.widths.length}`, value: y };
  return { tap, last: stem.pool ? maxPool2d(s('pool'), y, { kernel: 3, stride: 2, padding: 1 }) : y };
}

interface StagePlace {
  readonly stride: number;
  /** Of the blocks. */
  readonly dilation: number;
  /** Of the downsampling convolution, which stays where its stride was traded for dilation. */
  readonly first: number;
}

/** timm's rule: a stage that would stride past the output stride doubles the dilation of its own blocks. */
function stagePlaces(table: CspTable, outputStride: number): StagePlace[] {
  let reached = table.stem.stride * (table.stem.pool ? 2 : 1);
  let dilation = 1;
  return table.stages.map(({ stride }) => {
    const traded = stride > 1 && reached >= outputStride;
    if (traded) dilation *= stride;
    else reached *= stride;
    return { stride: traded ? 1 : stride, dilation, first: dilation <= 2 ? 1 : 2 };
  });
}

function stageOf(s: Scope, x: Value, stage: CspStage, table: CspTable, place: StagePlace, o: Options): Value {
  const { groups, crossLinear } = table;
  const { stride, dilation, first } = place;
  const act = leakyRelu(o.slope);
  const block = table.block === 'dark' ? darkBlock : bottleneckBlock;
  const downOut = table.downGrowth ? stage.out : channels(x);
  return crossStage(s, x, {
    out: stage.out,
    expanded: stage.expanded,
    depth: stage.depth,
    crossLinear,
    act,
    down: stride !== 1 || first !== dilation ? { out: downOut, stride, dilation: first, groups } : undefined,
    block: (at, y) => block(at, y, { out: stage.blockOut, mid: stage.mid, groups, dilation, act }),
  });
}
