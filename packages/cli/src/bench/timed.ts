// A clock for one run: wall time, and the processor time of the whole process.

export interface Sample {
  readonly wallMs: number;
  /** Of all threads; equals the wall time of a run on one thread that nobody disturbed. */
  readonly cpuMs: number;
}

export async function timed(work: () => Promise<unknown>): Promise<Sample> {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (user + system) / 1000 };
}
