// What can run here, and why not.

import { machineInfo, nodeRuntime } from '@gossamer/runtime-node';
import type { Check } from './check.js';
import { checkCache, checkCompiled } from './check-cache.js';
import { checkDevices, checkRuntime, checkWebPackage } from './check-runtime.js';
import { checkSharp } from './check-sharp.js';

/** All checks, in the order they are shown. None throws. */
export async function runChecks(env: Readonly<Record<string, string | undefined>>): Promise<Check[]> {
  const runtime = nodeRuntime({ device: 'cpu' });
  return [
    checkNode(process.versions.node),
    checkCpu(),
    await checkRuntime(runtime),
    ...(await checkDevices(runtime)),
    checkWebPackage(),
    await checkSharp(),
    await checkCache(env),
    await checkCompiled(),
  ];
}

const OLDEST_NODE = [20, 19] as const;

/** Node 20.19 is the first that everything here runs on. */
export function checkNode(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  const fits = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  return fits
    ? { name: 'node', state: 'ok', detail: version }
    : {
        name: 'node',
        state: 'failed',
        detail: `${version} is too old`,
        fix: `install Node ${OLDEST_NODE.join('.')} or newer`,
      };
}

function checkCpu(): Check {
  const { cpu, platform, arch, available, cpuQuota, threads, features } = machineInfo();
  const known = Object.entries(features ?? {}).flatMap(([name, present]) => (present ? [name] : []));
  const parts = [
    `${cpu} (${platform} ${arch})`,
    `${available} processors`,
    ...(cpuQuota === undefined ? [] : [`a quota of ${cpuQuota}`]),
    `${threads} thread${threads === 1 ? '' : 's'} by default`,
    ...(known.length > 0 ? [known.join(' ')] : []),
  ];
  return { name: 'cpu', state: 'ok', detail: parts.join(', ') };
}
