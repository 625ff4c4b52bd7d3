// The CPU time a container may use, which Node's own count of processors does not know.

import { type ReadText, readSystemFile } from './read-system-file.js';

const V2_MOUNT = '/sys/fs/cgroup';
const V1_MOUNTS = ['/sys/fs/cgroup/cpu', '/sys/fs/cgroup/cpu,cpuacct', '/sys/fs/cgroup/cpuacct,cpu'];

/**
 * Processors' worth of time this process is allowed, such as 1.5; undefined without a limit. The tightest limit of
 * the process's control group and the groups above it, cgroup v2 (`cpu.max`) and v1 (`cpu.cfs_quota_us`).
 */
export function cpuQuota(read: ReadText = readSystemFile): number | undefined {
  const limits = (read('/proc/self/cgroup') ?? '').split('\n').flatMap((line) => {
    const [hierarchy = '', controllers = '', ...path] = line.split(':');
    const groups = pathAndAncestors(path.join(':'));
    if (hierarchy === '0' && controllers === '') return groups.map((group) => v2Limit(group, read));
    if (controllers.split(',').includes('cpu')) return groups.map((group) => v1Limit(group, read));
    return [];
  });
  const known = limits.filter((limit) => limit !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** `/a/b` -> `/a/b`, `/a`, ``: inside a container only the last may exist. */
function pathAndAncestors(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '');
  return names.map((_, depth) => `/${names.slice(0, names.length - depth).join('/')}`).concat('');
}

/** `150000 100000`: microseconds in each period, or `max`. */
function v2Limit(group: string, read: ReadText): number | undefined {
  const [quota, period] = (read(`${V2_MOUNT}${group}/cpu.max`) ?? '').trim().split(/\s+/);
  return ratio(quota, period);
}

function v1Limit(group: string, read: ReadText): number | undefined {
  for (const mount of V1_MOUNTS) {
    const quota = read(`${mount}${group}/cpu.cfs_quota_us`);
    if (quota !== undefined) return ratio(quota, read(`${mount}${group}/cpu.cfs_period_us`));
  }
  return undefined;
}

/** Undefined for `max`, -1 and whatever is not two positive numbers. */
function ratio(quota: string | undefined, period: string | undefined): number | undefined {
  const limit = Number(quota) / Number(period);
  return limit > 0 && Number.isFinite(limit) ? limit : undefined;
}
