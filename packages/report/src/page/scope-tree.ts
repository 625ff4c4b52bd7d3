// The network as its scopes: each sums up what is in it and opens to show it.

import type { ReportLayer } from '../report-data.js';
import { element, formatCount } from './elements.js';

interface Scope {
  readonly name: string;
  readonly scopes: Map<string, Scope>;
  readonly layers: ReportLayer[];
  macs: number;
  params: number;
}

export function scopeTree(model: string, layers: readonly ReportLayer[]): HTMLElement {
  const root = scopeNamed(model);
  for (const layer of layers) place(root, layer);
  return element('div', { class: 'tree' }, show(root, Math.max(root.macs, 1), 0));
}

function scopeNamed(name: string): Scope {
  return { name, scopes: new Map(), layers: [], macs: 0, params: 0 };
}

function place(root: Scope, layer: ReportLayer): void {
  let scope = root;
  add(scope, layer);
  for (const part of layer.path === '' ? [] : layer.path.split('.')) {
    const next = scope.scopes.get(part) ?? scopeNamed(part);
    scope.scopes.set(part, next);
    add(next, layer);
    scope = next;
  }
  scope.layers.push(layer);
}

function add(scope: Scope, { macs, params }: ReportLayer): void {
  scope.macs += macs;
  scope.params += params;
}

/** The root and its children are open. */
function show(scope: Scope, total: number, depth: number): HTMLElement {
  const details = element(
    'details',
    depth < 1 ? { open: '' } : {},
    element('summary', {}, ...cells(scope.name, scope, total)),
    ...[...scope.scopes.values()].map((inner) => show(inner, total, depth + 1)),
    ...scope.layers.map((layer) =>
      element('div', { class: 'leaf' }, ...cells(`${layer.op} [${layer.shape.join(', ')}]`, layer, total)),
    ),
  );
  details.dataset.macs = String(scope.macs);
  return details;
}

function cells(name: string, cost: { macs: number; params: number }, total: number): HTMLElement[] {
  const bar = element('span', { class: 'bar', style: `width: ${(100 * cost.macs) / total}%` });
  return [
    element('span', { class: 'name', title: name }, name),
    cost.macs === 0 ? element('span') : bar,
    element('span', { class: 'number', title: 'MACs' }, cost.macs === 0 ? '' : formatCount(cost.macs)),
    element(
      'span',
      { class: 'number', title: 'parameters' },
      cost.params === 0 ? '' : formatCount(cost.params),
    ),
  ];
}
