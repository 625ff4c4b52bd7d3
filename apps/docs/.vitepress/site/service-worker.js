// The site without a network: keeps every page and script, and adds the headers of isolation that the host left out.
// `write-service-worker.ts` fills in the two constants and puts this beside the pages.

const VERSION = '@VERSION@';
/** Paths below the scope; pages without `.html`, the start page as ''. */
const FILES = '@FILES@';

const CACHE = `gossamer-site-${VERSION}`;
const urlOf = (path) => new URL(path, self.registration.scope).href;

/** Threads in WebAssembly need these; hosts such as GitHub Pages cannot send them. */
function isolated(response) {
  if (response.status === 0) return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

async function keep(cache, [path, file]) {
  const response = await fetch(urlOf(file), { cache: 'no-cache' });
  if (!response.ok) throw new Error(`${file}: ${response.status}`);
  await cache.put(urlOf(path), isolated(response));
}

/** Few at a time: the reader's own requests go first. What is the same as before is not fetched again. */
async function keepAll() {
  // Readers who save data keep what they open.
  if (navigator.connection?.saveData) return;
  const cache = await caches.open(CACHE);
  const older = (await caches.keys()).filter((name) => name.startsWith('gossamer-site-') && name !== CACHE);
  const queue = [...FILES];
  const work = async () => {
    for (let entry = queue.shift(); entry; entry = queue.shift()) {
      const [path, file] = entry;
      const known = path.startsWith('assets/') && older.length > 0 && (await caches.match(urlOf(path)));
      await (known ? cache.put(urlOf(path), known) : keep(cache, [path, file]));
    }
  };
  await Promise.all([work(), work(), work(), work()]);
}

self.addEventListener('install', (event) => {
  self.skipWaiting();
  event.waitUntil(keepAll());
});

self.addEventListener('activate', (event) => {
  const clean = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith('gossamer-site-') && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

/** The address a file is kept under: no query, no `.html`, no `index`. */
function keyOf(url) {
  const path = url.pathname.replace(/\.html$/, '').replace(/(^|\/)index$/, '$1');
  return new URL(path, url.origin).href;
}

async function answer(request, url) {
  const cache = await caches.open(CACHE);
  const key = keyOf(url);
  const hashed = url.pathname.includes('/assets/');
  const kept = await cache.match(key);
  if (hashed && kept) return kept;
  try {
    const response = isolated(await fetch(request));
    // What is too large to be kept ahead (onnxruntime's .wasm files) is kept once it was used.
    if (hashed && response.ok) await cache.put(key, response.clone());
    return response;
  } catch (error) {
    const missing = request.mode === 'navigate' ? await cache.match(urlOf('404')) : undefined;
    const found = kept ?? (await cache.match(`${key}/`)) ?? missing;
    if (found) return found;
    throw error;
  }
}

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  const ours = url.href.startsWith(self.registration.scope);
  if (event.request.method === 'GET' && ours) event.respondWith(answer(event.request, url));
});
