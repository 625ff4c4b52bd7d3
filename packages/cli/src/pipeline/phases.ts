// Phases: how long each step from words to a running network took.

/**
 * From words to a session or a file; `cache` looks for what was compiled before and `keep` keeps it, `convert` is to fp16 or
 * int8, `hash` reads the checkpoint once more, `first` is the first run.
 */
export type PhaseName =
  | 'build'
  | 'bind'
  | 'cache'
  | 'passes'
  | 'convert'
  | 'encode'
  | 'keep'
  | 'hash'
  | 'create'
  | 'first';

export interface PhaseTime {
  readonly phase: PhaseName;
  /** Wall time. */
  readonly ms: number;
  /** Processor time of all threads. */
  readonly cpuMs: number;
}

export class Phases {
  readonly #times: PhaseTime[] = [];

  get times(): readonly PhaseTime[] {
    return this.#times;
  }

  /** Does the work and notes what it took; a phase that fails is not noted. */
  async time<T>(phase: PhaseName, work: () => T | Promise<T>): Promise<T> {
    const start = performance.now();
    const cpu = process.cpuUsage();
    const result = await work();
    const { user, system } = process.cpuUsage(cpu);
    this.#times.push({ phase, ms: performance.now() - start, cpuMs: (user + system) / 1000 });
    return result;
  }

  /** `{ buildMs, bindMs, ... }`, as JSON documents show phases. */
  document(): Record<string, number> {
    return Object.fromEntries(this.#times.map(({ phase, ms }) => [`${phase}Ms`, round(ms)]));
  }

  /** `build 3.1 ms, bind 0.8 ms; 12.0 ms of CPU`. */
  summary(): string {
    const parts = this.#times.map(({ phase, ms }) => `${phase} ${ms.toFixed(1)} ms`);
    const cpu = this.#times.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
    return `${parts.join(', ')}; ${cpu.toFixed(1)} ms of CPU`;
  }
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}
