// A network to look at: scopes, layers, memory.

import * as Plot from '@observablehq/plot';
import type { InspectReport } from '../report-data.js';
import { colour, element, formatCount, section } from './elements.js';
import { scopeTree } from './scope-tree.js';

export function showInspect(main: HTMLElement, data: InspectReport): void {
  const { model, source, params, macs, layers } = data;
  main.append(
    element('h1', {}, model),
    element('p', { class: 'faint' }, source),
    element(
      'p',
      { id: 'totals' },
      `${formatCount(params)} parameters, ${formatCount(macs)} MACs, ${layers.length} nodes`,
    ),
    section(
      'Network',
      'Scopes with their MACs and parameters; click one to open it.',
      'network',
      scopeTree(model, layers),
    ),
    section(
      'Layers',
      'Multiply-accumulates and bytes moved of each layer, in order.',
      'layers',
      macsChart(data),
      bytesChart(data),
    ),
  );
  if (data.memory.length > 0) {
    const peak = Math.max(...data.memory);
    const about = `Activations alive while each node runs; at most ${formatCount(peak)}B. Nothing is computed in place.`;
    main.append(section('Memory over time', about, 'memory', memoryChart(data)));
  }
}

function macsChart({ layers }: InspectReport): Element {
  const computing = layers.map((layer, index) => ({ ...layer, index })).filter(({ macs }) => macs > 0);
  return chart({ label: 'MACs', height: 200 }, [
    Plot.rectY(computing, {
      x1: 'index',
      x2: (d) => d.index + 0.9,
      y: 'macs',
      fill: colour('bar'),
      title: tip,
    }),
  ]);
}

function bytesChart({ layers }: InspectReport): Element {
  const moved = layers.map((layer, index) => ({ ...layer, index }));
  return chart({ label: 'bytes', height: 160 }, [
    Plot.rectY(moved, {
      x1: 'index',
      x2: (d) => d.index + 0.9,
      y: 'bytes',
      fill: colour('memory'),
      title: tip,
    }),
  ]);
}

function memoryChart({ memory, layers }: InspectReport): Element {
  const moments = memory.map((bytes, index) => ({ bytes, index, path: layers[index]?.path ?? '' }));
  return chart({ label: 'bytes alive', height: 200 }, [
    Plot.areaY(moments, {
      x: 'index',
      y: 'bytes',
      fill: colour('memory'),
      fillOpacity: 0.3,
      curve: 'step-after',
    }),
    Plot.lineY(moments, { x: 'index', y: 'bytes', stroke: colour('memory'), curve: 'step-after' }),
  ]);
}

function chart({ label, height }: { label: string; height: number }, marks: Plot.Markish[]): Element {
  return Plot.plot({
    width: 960,
    height,
    marginLeft: 60,
    style: { color: colour('text') },
    x: { label: 'node' },
    y: { label, tickFormat: 's', grid: true },
    marks: [...marks, Plot.ruleY([0])],
  });
}

function tip({ path, op, shape, macs, bytes }: InspectReport['layers'][number]): string {
  return `${path}\n${op} [${shape.join(', ')}]\n${formatCount(macs)} MACs, ${formatCount(bytes)}B`;
}
