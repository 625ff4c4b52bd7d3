import { describe, expect, it } from 'vitest';
import { cpuFeatures } from './cpu-features.js';
import { cpuQuota } from './cpu-quota.js';
import { defaultThreads } from './default-threads.js';
import { isShared } from './is-shared.js';
import { machineInfo } from './machine-info.js';
import { physicalCores } from './physical-cores.js';
import type { ReadText } from './read-system-file.js';

/** A machine whose kernel shows these files and no others. */
const machine =
  (files: Readonly<Record<string, string>>): ReadText =>
  (path) =>
    files[path];

const V2 = '/sys/fs/cgroup';
const V1 = '/sys/fs/cgroup/cpu,cpuacct';
const v1Lines = '12:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n0::/docker/abc\n';

describe('cpuQuota', () => {
  const cases: [string, Record<string, string>, number | undefined][] = [
    ['no control groups', {}, undefined],
    ['v2 without limit', { '/proc/self/cgroup': '0::/\n', [`${V2}/cpu.max`]: 'max 100000\n' }, undefined],
    ['v2 in a container', { '/proc/self/cgroup': '0::/\n', [`${V2}/cpu.max`]: '150000 100000\n' }, 1.5],
    [
      'v2 service below a tighter slice',
      {
        '/proc/self/cgroup': '0::/user.slice/app.service\n',
        [`${V2}/user.slice/app.service/cpu.max`]: '400000 100000\n',
        [`${V2}/user.slice/cpu.max`]: '200000 100000\n',
      },
      2,
    ],
    [
      'v2 group that only exists outside the container',
      { '/proc/self/cgroup': '0::/docker/abc\n', [`${V2}/cpu.max`]: '50000 100000' },
      0.5,
    ],
    [
      'v1 without limit',
      {
        '/proc/self/cgroup': v1Lines,
        [`${V1}/cpu.cfs_quota_us`]: '-1\n',
        [`${V1}/cpu.cfs_period_us`]: '100000\n',
      },
      undefined,
    ],
    [
      'v1 in a container',
      {
        '/proc/self/cgroup': v1Lines,
        [`${V1}/cpu.cfs_quota_us`]: '300000\n',
        [`${V1}/cpu.cfs_period_us`]: '100000\n',
      },
      3,
    ],
    [
      'v1 with the group visible',
      {
        '/proc/self/cgroup': '4:cpu:/a:b\n',
        '/sys/fs/cgroup/cpu/a:b/cpu.cfs_quota_us': '25000',
        '/sys/fs/cgroup/cpu/a:b/cpu.cfs_period_us': '50000',
      },
      0.5,
    ],
    ['nonsense', { '/proc/self/cgroup': '0::/\n', [`${V2}/cpu.max`]: 'lots of it' }, undefined],
    [
      'cpuset is not cpu',
      { '/proc/self/cgroup': '3:cpuset:/\n', [`${V1}/cpu.cfs_quota_us`]: '1' },
      undefined,
    ],
  ];
  it.each(cases)('%s', (_, files, quota) => {
    expect(cpuQuota(machine(files))).toBe(quota);
  });
});

const processor = (socket: number, core: number): string =>
  `processor\t: 0\nmodel name\t: Some CPU\nphysical id\t: ${socket}\ncore id\t\t: ${core}\nflags\t\t: fpu avx2 fma\n`;
const cpuinfo = (...cores: [number, number][]): string => cores.map((core) => processor(...core)).join('\n');

describe('physicalCores', () => {
  it('counts two threads of a core once, and cores of two sockets twice', () => {
    const read = (text: string): ReadText => machine({ '/proc/cpuinfo': text });
    expect(physicalCores(read(cpuinfo([0, 0], [0, 1], [0, 0], [0, 1])))).toBe(2);
    expect(physicalCores(read(cpuinfo([0, 0], [0, 1], [1, 0], [1, 1])))).toBe(4);
    expect(physicalCores(read('processor\t: 0\nBogoMIPS\t: 50.00\n'))).toBeUndefined();
    expect(physicalCores(machine({}))).toBeUndefined();
  });
});

describe('defaultThreads', () => {
  const files = (quota: string) =>
    machine({
      '/proc/self/cgroup': '0::/',
      [`${V2}/cpu.max`]: quota,
      '/proc/cpuinfo': cpuinfo([0, 0], [0, 1], [0, 0], [0, 1]),
    });
  it.each([
    ['max 100000', 4, 2],
    ['max 100000', 1, 1],
    ['150000 100000', 4, 1],
    ['20000 100000', 4, 1],
    ['800000 100000', 4, 2],
  ])('with %s and %i processors is %i', (quota, available, threads) => {
    expect(defaultThreads(files(quota), available)).toBe(threads);
  });

  it('is the processors where the system tells nothing else', () => {
    expect(defaultThreads(machine({}), 6)).toBe(6);
  });
});

describe('isShared', () => {
  const pressure = (percent: number) =>
    `some avg10=${percent} avg60=0.00 avg300=0.00 total=1\nfull avg10=0.00\n`;
  it.each<[string, Record<string, string>, boolean]>([
    ['nothing known', {}, false],
    ['no pressure', { '/proc/pressure/cpu': pressure(3.5), '/proc/loadavg': '9.00 1 1' }, false],
    ['pressure', { '/proc/pressure/cpu': pressure(55.1) }, true],
    ['a load below the processors', { '/proc/loadavg': '3.90 1 1' }, false],
    ['a load beyond them', { '/proc/loadavg': '4.10 1 1' }, true],
    [
      'a quota below the processors',
      { '/proc/self/cgroup': '0::/', [`${V2}/cpu.max`]: '200000 100000' },
      true,
    ],
    ['a quota that is no limit', { '/proc/self/cgroup': '0::/', [`${V2}/cpu.max`]: '800000 100000' }, false],
  ])('with %s', (_, files, shared) => {
    expect(isShared(machine(files), 4)).toBe(shared);
  });
});

describe('cpuFeatures', () => {
  it('reads x86 and ARM', () => {
    const flags = 'flags : fpu avx2 fma avx512f avx512bw avx512dq avx512vl avx512_vnni amx_int8';
    expect(cpuFeatures(machine({ '/proc/cpuinfo': flags }))).toEqual({
      avx2: true,
      fma: true,
      avx512: true,
      vnni: true,
      amx: true,
      dotprod: false,
    });
    const plain = cpuFeatures(machine({ '/proc/cpuinfo': 'flags : fpu sse2 avx512f' }));
    expect(Object.values(plain ?? {})).not.toContain(true);
    expect(cpuFeatures(machine({ '/proc/cpuinfo': 'Features\t: fp asimd asimddp' }))?.dotprod).toBe(true);
    expect(cpuFeatures(machine({}))).toBeUndefined();
  });
});

describe('machineInfo', () => {
  it('describes the machine it runs on', () => {
    const info = machineInfo();
    expect(info.threads).toBeGreaterThanOrEqual(1);
    expect(info.threads).toBeLessThanOrEqual(info.available);
    expect(info.memoryBytes).toBeGreaterThan(2 ** 28);
    expect(info.node).toBe(process.versions.node);
  });
});
