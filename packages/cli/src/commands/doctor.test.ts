import { describe, expect, it } from 'vitest';
import { checkCache } from '../doctor/check-cache.js';
import { checkNode } from '../doctor/run-checks.js';
import { gossamer } from '../testing/run-gossamer.js';

interface Diagnosis {
  schemaVersion: number;
  checks: { name: string; state: string; detail: string; fix?: string }[];
  machine: { node: string };
}

describe('gossamer doctor', () => {
  it('tries out what is needed, and says what to do about the rest', async () => {
    const { status, json } = await gossamer('doctor', '--json');
    const { schemaVersion, checks, machine } = json<Diagnosis>();
    expect({ status, schemaVersion }).toEqual({ status: 0, schemaVersion: 1 });
    expect(machine.node).toBe(process.versions.node);
    const states = Object.fromEntries(checks.map(({ name, state }) => [name, state]));
    expect(states).toMatchObject({ node: 'ok', cpu: 'ok', 'onnxruntime-node': 'ok', sharp: 'ok' });
    expect(Object.keys(states)).toEqual([
      'node',
      'cpu',
      'onnxruntime-node',
      'cuda',
      'webgpu',
      'onnxruntime-web',
      'sharp',
      'cache',
      'compiled',
    ]);
  }, 60_000);

  it('knows the oldest Node', () => {
    expect(checkNode('20.19.0').state).toBe('ok');
    expect(checkNode('24.0.0').state).toBe('ok');
    expect(checkNode('20.18.3')).toMatchObject({ state: 'failed', fix: 'install Node 20.19 or newer' });
    expect(checkNode('18.20.0').state).toBe('failed');
  });

  it('finds the cache where the hub has it', async () => {
    const folder = async (env: Record<string, string>) => (await checkCache(env)).detail;
    expect(await folder({ HF_HUB_CACHE: '/tmp/a', HF_HOME: '/tmp/b' })).toBe('/tmp/a');
    expect(await folder({ HF_HOME: '/tmp/b', XDG_CACHE_HOME: '/tmp/c' })).toBe('/tmp/b/hub');
    expect(await folder({ XDG_CACHE_HOME: '/tmp/c' })).toBe('/tmp/c/huggingface/hub');
  });
});
