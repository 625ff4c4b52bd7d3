// Which operator runs where, from the tables that the programs themselves use.

import { ops } from '@gossamer/core/ops';
import { FAMILIES, SIZE } from '@gossamer/testkit/families';
import { kernels } from '../../../packages/core/src/reference/kernels/index.js';
import { lowerRule } from '../../../packages/runtime-wasm/src/lower/index.js';
import { loweredModel } from '../../../packages/runtime-web/src/testing/families.js';
import { code, table } from './markdown.js';

export async function operatorsPage(): Promise<string> {
  const gpu = await webgpuOperators();
  const names = Object.keys(ops).sort();
  const onWasm = (name: string) => lowerRule(name) !== undefined;
  const rows = names.map((name) => [
    code(name),
    String(ops[name as keyof typeof ops].since),
    yesOr('no', name in kernels),
    yesOr('no', onWasm(name)),
    yesOr('not tried', gpu.has(name)),
  ]);
  const count = names.filter(onWasm).length;
  return [
    `${names.length} operators. The WebAssembly module has kernels for ${count} of them.`,
    table(['operator', 'since opset >', 'interpreter', 'WebAssembly module', 'WebGPU'], rows),
  ].join('\n\n');
}

const yesOr = (other: string, yes: boolean) => (yes ? 'yes' : other);

/** Operators of the networks that the browser tests of @gossamer/runtime-web run on WebGPU, as compiled for it. */
async function webgpuOperators(): Promise<ReadonlySet<string>> {
  const models = await Promise.all(Object.keys(FAMILIES).map((name) => loweredModel(name, SIZE, 'webgpu')));
  return new Set(models.flatMap(({ graph }) => graph.nodes.map((node) => node.op.name)));
}
