// `gossamer doctor` in set-ups that are broken for real, a process each.
import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BrokenSetup, brokenSetup, libraryThatNeeds } from '../testing/broken-setup.js';

const onLinux = process.platform === 'linux' && process.arch === 'x64';
const SHARED = 'libonnxruntime_providers_shared.so';
const CUDA = 'libonnxruntime_providers_cuda.so';

/** Chromium's software Vulkan driver: an adapter on machines without a GPU. */
const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';

let setup: BrokenSetup;
beforeEach(async () => {
  setup = await brokenSetup();
}, 60_000);
afterEach(() => setup.remove());

describe('gossamer doctor', { timeout: 120_000 }, () => {
  it('fails where onnxruntime-node is not installed, and says how to install it', () => {
    setup.lose('onnxruntime-node');
    const { status, checks } = setup.doctor();
    expect({ status, state: checks['onnxruntime-node']?.state }).toEqual({ status: 1, state: 'failed' });
    expect(checks['onnxruntime-node']?.fix).toContain('npm install onnxruntime-node');
    expect(checks.sharp?.state).toBe('ok');
  });

  it('fails where its native part is damaged', () => {
    setup.putNative('onnxruntime_binding.node', 'not a library');
    const { status, checks } = setup.doctor();
    expect(status).toBe(1);
    expect(checks['onnxruntime-node']).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('does not load here'),
      fix: expect.stringContaining('it ships for'),
    });
  });

  it('goes on without sharp and without a cache', () => {
    setup.lose('sharp');
    const { status, checks } = setup.doctor({ HF_HUB_CACHE: '/proc/nowhere' });
    expect(status).toBe(0);
    expect(checks.sharp).toMatchObject({ state: 'unavailable', fix: 'npm install sharp' });
    expect(checks.cache).toMatchObject({
      state: 'unavailable',
      fix: expect.stringContaining('HF_HUB_CACHE'),
    });
    expect(checks['onnxruntime-node']?.state).toBe('ok');
  });
});

describe.runIf(onLinux)('gossamer doctor on CUDA', { timeout: 120_000 }, () => {
  it('names the provider library that is missing', () => {
    setup.putNative(SHARED, 'present');
    const { status, checks } = setup.doctor();
    expect(status).toBe(0);
    expect(checks.cuda).toMatchObject({
      state: 'unavailable',
      detail: `${CUDA} is not beside onnxruntime-node's binding`,
      fix: expect.stringContaining('gossamer setup cuda'),
    });
  });

  it.each([
    ['text', undefined, /^onnxruntime's CUDA library is damaged or of another version \(.*file too short/],
    ['needs cuDNN', 'libcudnn.so.9', /^cuDNN 9 is not installed \(libcudnn.so.9: cannot open/],
    ['needs the CUDA runtime', 'libcufft.so.1', /^the CUDA 12 runtime is not installed \(libcufft/],
    ['needs the driver', 'libcuda.so.1', /^there is no NVIDIA driver.*\(libcuda.so.1: cannot open/],
  ])('tells why a library does not load: %s', (_, needed, detail) => {
    const library = needed === undefined ? 'not a library' : libraryThatNeeds(needed);
    for (const name of [SHARED, CUDA]) setup.putNative(name, library);
    const { status, checks } = setup.doctor();
    expect(checks.cuda).toMatchObject({
      state: 'unavailable',
      detail: expect.stringMatching(detail),
      fix: expect.any(String),
    });
    expect({ status, runs: checks['onnxruntime-node']?.state }).toEqual({ status: 0, runs: 'ok' });
  });
});

describe.runIf(onLinux)('gossamer doctor on WebGPU', { timeout: 120_000 }, () => {
  it('says what is missing where there is no driver', () => {
    const { checks } = setup.doctor({
      VK_ICD_FILENAMES: '/nowhere.json',
      LD_LIBRARY_PATH: '/usr/lib/chromium',
    });
    expect(checks.webgpu).toMatchObject({
      state: 'unavailable',
      detail: expect.stringMatching(/no GPU adapter|no Vulkan loader/),
      fix: expect.stringContaining('Vulkan driver'),
    });
  });

  it.skipIf(!existsSync(DRIVER))(`runs on a software driver (${DRIVER})`, () => {
    const { checks } = setup.doctor({ VK_ICD_FILENAMES: DRIVER, LD_LIBRARY_PATH: '/usr/lib/chromium' });
    expect(checks.webgpu).toMatchObject({ state: 'ok', detail: 'runs a network' });
  });
});

const group = `/sys/fs/cgroup/cpu/gossamer-doctor-${process.pid}`;

/** Makes the group, where the system lets us. */
function limited(): boolean {
  try {
    mkdirSync(group);
    writeFileSync(`${group}/cpu.cfs_quota_us`, '100000');
    return true;
  } catch {
    return false;
  }
}

const refused = !limited();
if (!refused) rmdirSync(group);

describe.skipIf(refused)(`gossamer doctor in a control group (${group})`, { timeout: 120_000 }, () => {
  it('sees the quota', () => {
    limited();
    try {
      const { checks } = setup.doctor({}, ['sh', '-c', `echo $$ > ${group}/cgroup.procs && exec "$0" "$@"`]);
      expect(checks.cpu?.detail).toMatch(/a quota of 1, 1 thread by default/);
    } finally {
      rmdirSync(group);
    }
  });
});
