// Starts a worker whose script lies on another host, such as a CDN of modules.

/**
 * Browsers refuse scripts of other origins as workers, and let a worker of this one import them.
 * @param file beside this module, where `create` cannot start it itself
 */
export function fromAnyOrigin(create: () => Worker, file: string): Worker {
  try {
    return create();
  } catch (error) {
    if ((error as Partial<DOMException>).name !== 'SecurityError') throw error;
    // By itself: what `new URL` is written with in one expression is copied by bundlers.
    const here = import.meta.url;
    const script = `import ${JSON.stringify(new URL(file, here).href)};`;
    const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    const worker = new Worker(url, { type: 'module' });
    worker.addEventListener('message', () => URL.revokeObjectURL(url), { once: true });
    return worker;
  }
}
