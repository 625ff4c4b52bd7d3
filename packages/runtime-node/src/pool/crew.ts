// The workers of a pool and the runs that wait for one: first come, first served.

import { RuntimeError } from '@gossamer/core';
import { type AbortSource, abortError } from '@gossamer/core/runtime';
import type { ResultOf, WorkerTask } from './messages.js';
import { type PoolWorker, WorkerDeath } from './pool-worker.js';
import { WorkersDied } from './workers-died.js';

interface Job {
  readonly task: WorkerTask;
  /** Workers that died under it. */
  deaths: number;
  /** Ended from outside, by its signal. */
  stopped: boolean;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** Pictures are decoded beside a run, so a worker takes two such tasks; tensors come one at a time. */
const TASKS_AT_ONCE = 2;

/** Starts in a row that may fail before the crew gives up. */
const START_ATTEMPTS = 3;

export class Crew {
  readonly #spawn: () => PoolWorker;
  readonly #size: number;
  readonly #workers = new Set<PoolWorker>();
  /** What each worker does now. */
  readonly #loads = new Map<PoolWorker, Job[]>();
  readonly #waiting: Job[] = [];
  readonly #running = new Map<Job, PoolWorker>();
  #changed: (() => void)[] = [];
  #starting = 0;
  #failedStarts = 0;
  #closed = false;

  constructor(size: number, spawn: () => PoolWorker) {
    this.#size = size;
    this.#spawn = spawn;
  }

  /** Takes in a worker that is ready. */
  join(worker: PoolWorker): void {
    this.#workers.add(worker);
    this.#loads.set(worker, []);
    worker.hold(false);
    void worker.gone.then(() => this.#lost(worker));
    this.#advance();
  }

  /** Runs that wait for a worker. */
  get waiting(): number {
    return this.#waiting.length;
  }

  get running(): number {
    return this.#running.size;
  }

  get workerIds(): readonly number[] {
    return [...this.#workers].map(({ id }) => id);
  }

  run<Task extends WorkerTask>(task: Task, signal?: AbortSource): Promise<ResultOf<Task>> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(abortError(signal, 'the run'));
      const end = (): void => signal?.removeEventListener('abort', stop);
      const job: Job = {
        task,
        deaths: 0,
        stopped: false,
        resolve: (result) => {
          end();
          resolve(result as ResultOf<Task>);
        },
        reject: (error) => {
          end();
          reject(error);
        },
      };
      const stop = (): void => this.#stop(job, abortError(signal as AbortSource, 'the run'));
      signal?.addEventListener('abort', stop);
      this.#waiting.push(job);
      this.#advance();
    });
  }

  /** Resolves when fewer than `limit` runs wait. */
  async below(limit: number, signal?: AbortSource): Promise<void> {
    const wake = (): void => this.#tell();
    signal?.addEventListener('abort', wake);
    try {
      while (this.#waiting.length >= limit) {
        if (signal?.aborted) throw abortError(signal, 'waiting for room');
        await new Promise<void>((resolve) => this.#changed.push(resolve));
      }
    } finally {
      signal?.removeEventListener('abort', wake);
    }
  }

  /** Lets the runs finish, then ends the threads. */
  async drain(): Promise<void> {
    while (this.#waiting.length + this.#running.size + this.#starting > 0) {
      await new Promise<void>((resolve) => this.#changed.push(resolve));
    }
    this.#closed = true;
    await Promise.all([...this.#workers].map((worker) => worker.terminate()));
  }

  #advance(): void {
    for (let job = this.#waiting[0]; job !== undefined; job = this.#waiting[0]) {
      const worker = this.#takerOf(job);
      if (worker === undefined) break;
      this.#waiting.shift();
      void this.#work(worker, job);
    }
    if (this.#waiting.length > 0) this.#fill();
    this.#tell();
  }

  /** Wakes those who wait for a change. */
  #tell(): void {
    const changed = this.#changed;
    this.#changed = [];
    for (const tell of changed) tell();
  }

  /** The worker with the least to do, where it can take the job. */
  #takerOf(job: Job): PoolWorker | undefined {
    const [least] = [...this.#loads].sort(([, a], [, b]) => a.length - b.length);
    if (least === undefined) return undefined;
    const [worker, load] = least;
    return load.length === 0 || (load.length < TASKS_AT_ONCE && [...load, job].every(isCompany))
      ? worker
      : undefined;
  }

  async #work(worker: PoolWorker, job: Job): Promise<void> {
    const load = this.#loads.get(worker) as Job[];
    load.push(job);
    this.#running.set(job, worker);
    worker.hold(true);
    try {
      job.resolve(await worker.run(job.task));
    } catch (error) {
      if (error instanceof WorkerDeath) {
        this.#dismiss(worker);
        if (!job.stopped) this.#again(job, error);
      } else job.reject(error);
    }
    this.#running.delete(job);
    load.splice(load.indexOf(job), 1);
    if (load.length === 0 && this.#workers.has(worker)) worker.hold(false);
    this.#advance();
  }

  /** A worker's death may be the run's fault: it gets one more worker, not every one there is. */
  #again(job: Job, death: WorkerDeath): void {
    job.deaths++;
    if (job.deaths === 1) {
      this.#waiting.unshift(job);
      return;
    }
    job.reject(
      new WorkersDied(`two workers died during this run: ${death.message}`, {
        hint: 'the machine may be short of memory: give fewer workers or smaller batches',
        cause: death,
      }),
    );
  }

  #stop(job: Job, error: Error): void {
    const place = this.#waiting.indexOf(job);
    if (place >= 0) this.#waiting.splice(place, 1);
    job.stopped = true;
    job.reject(error);
    const worker = this.#running.get(job);
    if (worker !== undefined) {
      this.#dismiss(worker);
      void worker.terminate();
      this.#fill();
    }
    this.#advance();
  }

  /** It gets no further jobs. */
  #dismiss(worker: PoolWorker): void {
    this.#workers.delete(worker);
    this.#loads.delete(worker);
  }

  #lost(worker: PoolWorker): void {
    this.#dismiss(worker);
    this.#advance();
  }

  /** Brings the crew back to its size; where starts fail in a row, it goes on with the workers it has. */
  #fill(): void {
    if (this.#workers.size === 0 && this.#starting === 0) this.#failedStarts = 0;
    while (this.#mayStart() && this.#workers.size + this.#starting < this.#size) {
      this.#starting++;
      void this.#replace();
    }
  }

  #mayStart(): boolean {
    return !this.#closed && this.#failedStarts < START_ATTEMPTS;
  }

  async #replace(): Promise<void> {
    const worker = this.#spawn();
    try {
      await worker.ready;
      this.#failedStarts = 0;
      this.#starting--;
      this.join(worker);
    } catch (cause) {
      this.#starting--;
      this.#failedStarts++;
      if (this.#failedStarts >= START_ATTEMPTS && this.#workers.size + this.#starting === 0)
        this.#giveUp(cause);
      this.#advance();
    }
  }

  #giveUp(cause: unknown): void {
    const text = cause instanceof Error ? cause.message : String(cause);
    const error = new RuntimeError(`the pool's workers cannot be started any more: ${text}`, { cause });
    for (const job of this.#waiting.splice(0)) job.reject(error);
  }
}

/** A job that may share a worker: pictures, but not those under which a worker has died. */
function isCompany({ task, deaths }: Job): boolean {
  return 'job' in task && deaths === 0;
}
