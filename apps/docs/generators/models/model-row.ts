// A line of the explorer's table, from the catalog.

import { type Device, devices, summarize } from '@gossamer/core/analysis';
import { createModel, type ModelSpec } from '@gossamer/models';
import { predictMs, publishedTop1 } from '@gossamer/models/catalog';
import type { LatencyKind, ModelRow } from '../../components/explorer/model-row.js';
import type { Measured } from './measured.js';

const MODELLED: readonly Device[] = [devices['laptop-cpu'], devices['phone-cpu']];

/** Kinds of hardware that the library describes. */
export const modelledLatencies: readonly LatencyKind[] = MODELLED.map((device) => ({
  key: device.name,
  title: `modelled, ${device.name}`,
  measured: false,
  about: `Roofline model of a kind of hardware, float32, at best: a real machine is slower. ${device.source}.`,
}));

export function modelRow(spec: ModelSpec, measured: readonly Measured[]): ModelRow {
  const { params, macs, activations } = summarize(createModel(spec, { batch: 1 }).graph);
  const modelled = MODELLED.map((device) => [device.name, predictMs(spec, device)] as const);
  const known = measured.flatMap(({ kind, ms }) => {
    const time = ms.get(spec.name);
    return time === undefined ? [] : [[kind.key, time] as const];
  });
  return {
    name: spec.name,
    family: spec.family.name,
    params,
    macs: Number(macs),
    activations: Number(activations),
    size: spec.input.height,
    top1: publishedTop1(spec) ?? null,
    ms: Object.fromEntries([...modelled, ...known].map(([key, ms]) => [key, Number(ms.toPrecision(3))])),
  };
}
