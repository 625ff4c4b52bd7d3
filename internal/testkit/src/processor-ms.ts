// How much work something is, on a machine that does other things besides.

/** Milliseconds of processor time of this process: others make the wall clock late, not this one. */
export async function processorMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
