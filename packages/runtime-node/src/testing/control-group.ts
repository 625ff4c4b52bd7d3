// A control group with a limit of processor time, where the system lets a test make one.

import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const V1 = '/sys/fs/cgroup/cpu';
const V2 = '/sys/fs/cgroup';

export interface ControlGroup extends Disposable {
  /** Runs the program of `$0 ARGS` inside, for `sh -c`. */
  readonly script: string;
}

/** Why none can be made, undefined where one can. */
export function noControlGroups(): string | undefined {
  try {
    controlGroup(1)[Symbol.dispose]();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** @throws Error where the system refuses */
export function controlGroup(processors: number): ControlGroup {
  const version1 = existsSync(join(V1, 'cpu.cfs_quota_us'));
  const own = /^0::(.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1] ?? '/';
  const folder = join(version1 ? V1 : join(V2, own), `gossamer-${process.pid}-${processors}`);
  mkdirSync(folder);
  try {
    if (version1) writeFileSync(join(folder, 'cpu.cfs_quota_us'), String(processors * 100_000));
    else writeFileSync(join(folder, 'cpu.max'), `${processors * 100_000} 100000`);
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }
  return {
    script: `echo $$ > ${folder}/cgroup.procs && exec "$0" "$@"`,
    [Symbol.dispose]: () => rmdirSync(folder),
  };
}
