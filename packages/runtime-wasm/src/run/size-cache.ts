// Networks whose height and width are open, compiled for each size they are asked for.

/** Keeps what was made for the sizes used last; makes what is missing. */
export class SizeCache<T> {
  readonly #made = new Map<string, Promise<T>>();

  constructor(
    readonly capacity: number,
    readonly make: (sizes: Readonly<Record<string, number>>) => Promise<T>,
    readonly release: (made: T) => void,
  ) {}

  async get(sizes: Readonly<Record<string, number>>): Promise<T> {
    const key = JSON.stringify(Object.entries(sizes).sort());
    const known = this.#made.get(key) ?? this.make(sizes);
    this.#made.delete(key);
    this.#made.set(key, known);
    const [oldest] = this.#made.keys();
    if (this.#made.size > this.capacity && oldest !== undefined) await this.#drop(oldest);
    try {
      return await known;
    } catch (error) {
      this.#made.delete(key);
      throw error;
    }
  }

  async clear(): Promise<void> {
    for (const key of [...this.#made.keys()]) await this.#drop(key);
  }

  async #drop(key: string): Promise<void> {
    const made = this.#made.get(key);
    this.#made.delete(key);
    const value = await made?.catch(() => undefined);
    if (value !== undefined) this.release(value);
  }
}
