// An inspected network as a page shows it.

import type { InspectReport } from '@gossamer/report';
import type { InspectedGraph } from './inspection-text.js';

export function inspectReport(inspected: InspectedGraph): InspectReport {
  const { model, source, params, macs, layers, memory } = inspected;
  return {
    kind: 'inspect',
    model,
    source,
    params,
    macs: macs ?? 0,
    memory,
    layers: layers.map((layer) => ({
      path: layer.path,
      op: layer.op,
      shape: layer.shape,
      params: layer.params,
      macs: layer.macs ?? 0,
      bytes: layer.bytes ?? 0,
    })),
  };
}
