// The committed protobuf module is what the schema generates.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('gen/onnx_pb.ts is up to date with schema/onnx.proto', () => {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const bin = join(root, 'node_modules/.bin');
  const output = mkdtempSync(join(tmpdir(), 'onnx-pb-'));
  try {
    const template = 'src/onnx/schema/buf.gen.yaml';
    execFileSync(
      join(bin, 'buf'),
      ['generate', 'src/onnx/schema', '--template', template, '--output', output],
      { cwd: root, env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` } },
    );
    const committed = readFileSync(join(root, 'src/onnx/gen/onnx_pb.ts'), 'utf8');
    expect(committed, 'run pnpm --filter @gossamer/core generate:onnx').toBe(
      readFileSync(join(output, 'onnx_pb.ts'), 'utf8'),
    );
  } finally {
    rmSync(output, { recursive: true });
  }
});
