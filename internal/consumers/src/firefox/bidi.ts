// A real Firefox, spoken to by WebDriver BiDi, which it has built in.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { WebSocket } from 'undici';

export interface Firefox extends AsyncDisposable {
  readonly version: string;
  open(url: string): Promise<FirefoxPage>;
}

export interface FirefoxPage {
  /** Calls a function of the page that gives JSON. */
  call(expression: string): Promise<unknown>;
}

/** FIREFOX_PATH, else the first of Debian's and everybody's names on the PATH; undefined where there is none. */
export function firefoxPath(): string | undefined {
  if (process.env.FIREFOX_PATH) return process.env.FIREFOX_PATH;
  const folders = (process.env.PATH ?? '').split(delimiter);
  const files = ['firefox-esr', 'firefox'].flatMap((name) => folders.map((folder) => join(folder, name)));
  return files.find((file) => existsSync(file));
}

const START_MS = 60_000;

/** Starts it with a profile of its own. */
export async function startFirefox(path: string): Promise<Firefox> {
  const profile = await mkdtemp(join(tmpdir(), 'gossamer-firefox-'));
  const browser = spawn(
    path,
    ['--headless', '--no-remote', '--remote-debugging-port', '0', '--profile', profile],
    {
      env: { ...process.env, MOZ_DISABLE_AUTO_SAFE_MODE: '1', HOME: profile },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const stop = async (): Promise<void> => {
    const gone = new Promise((resolve) => browser.once('exit', resolve));
    if (browser.exitCode === null && browser.kill()) await gone;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const connection = await connect(`${await addressOf(browser)}/session`);
    const { capabilities } = await connection.send<{ capabilities: { browserVersion: string } }>(
      'session.new',
      {
        capabilities: {},
      },
    );
    return {
      version: capabilities.browserVersion,
      open: (url) => openPage(connection, url),
      async [Symbol.asyncDispose]() {
        connection.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function openPage(connection: Connection, url: string): Promise<FirefoxPage> {
  const { context } = await connection.send<{ context: string }>('browsingContext.create', { type: 'tab' });
  await connection.send('browsingContext.navigate', { context, url, wait: 'complete' });
  return {
    async call(expression) {
      const reply = await connection.send<Evaluation>('script.evaluate', {
        expression: `Promise.resolve(${expression}).then((value) => JSON.stringify(value ?? null))`,
        target: { context },
        awaitPromise: true,
      });
      if (reply.type === 'exception') throw new Error(`in Firefox: ${reply.exceptionDetails?.text}`);
      return JSON.parse(reply.result?.value ?? 'null');
    },
  };
}

interface Evaluation {
  readonly type: 'success' | 'exception';
  readonly result?: { readonly value?: string };
  readonly exceptionDetails?: { readonly text: string };
}

/** Firefox says on standard error where it listens. */
function addressOf(browser: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`Firefox does not listen: ${said}`)), START_MS);
    browser.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const address = /WebDriver BiDi listening on (ws:\S+)/.exec(said)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
    browser.once('error', reject);
    browser.once('exit', (code) => reject(new Error(`Firefox ended with ${code}: ${said}`)));
  });
}

interface Connection {
  send<T = unknown>(method: string, params: object): Promise<T>;
  close(): void;
}

interface Reply {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: string;
  readonly message?: string;
}

async function connect(address: string): Promise<Connection> {
  const socket = new WebSocket(address);
  const waiting = new Map<number, { resolve(value: never): void; reject(error: Error): void }>();
  socket.addEventListener('message', ({ data }) => {
    const { id = 0, result, error, message } = JSON.parse(String(data)) as Reply;
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.resolve(result as never);
    else call?.reject(new Error(`${error}: ${message}`));
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error(`cannot connect to ${address}`)));
  });
  let ids = 0;
  return {
    send: (method, params) =>
      new Promise((resolve, reject) => {
        const id = ++ids;
        waiting.set(id, { resolve, reject });
        socket.send(JSON.stringify({ id, method, params }));
      }),
    close: () => socket.close(),
  };
}
