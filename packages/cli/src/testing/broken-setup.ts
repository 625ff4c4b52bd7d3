// The program beside packages of its own that a test may spoil.

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildProgram } from './build-program.js';

const require = createRequire(import.meta.url);
const home = fileURLToPath(new URL('../..', import.meta.url));
const NATIVE = join('bin/napi-v6', process.platform, process.arch);

interface Diagnosis {
  readonly status: number | null;
  /** Each line by its name. */
  readonly checks: Readonly<Record<string, { state: string; detail: string; fix?: string }>>;
}

export interface BrokenSetup {
  /** Puts a file beside onnxruntime-node's binding. */
  putNative(name: string, content: string | Uint8Array): void;
  /** In place of a package: one that is not there, as far as `import` can tell. */
  lose(name: string): void;
  /** `gossamer doctor`, run by `command` where given: words before those of the program. */
  doctor(env?: Record<string, string>, command?: readonly string[]): Diagnosis;
  remove(): void;
}

/** A fresh program with a copy of onnxruntime-node; its other packages are those of this checkout. */
export async function brokenSetup(): Promise<BrokenSetup> {
  const { main, remove } = await buildProgram();
  const packages = join(dirname(dirname(main)), 'node_modules');
  const native = copyBinding(join(packages, 'onnxruntime-node'));
  return {
    remove,
    putNative: (name, content) => writeFileSync(join(native, name), content),
    lose(name) {
      mkdirSync(join(packages, name), { recursive: true });
      writeFileSync(join(packages, name, 'package.json'), JSON.stringify({ name, main: 'gone.js' }));
    },
    doctor(env = {}, command = []) {
      const [file = '', ...words] = [...command, process.execPath, main, 'doctor', '--json'];
      const { status, stdout } = spawnSync(file, words, {
        encoding: 'utf8',
        env: { ...process.env, ...env },
        timeout: 120_000,
      });
      const { checks } = JSON.parse(stdout) as { checks: { name: string; state: string; detail: string }[] };
      return { status, checks: Object.fromEntries(checks.map((check) => [check.name, check])) };
    },
  };
}

/** The library is a link; the binding is copied, so that it looks for its libraries in the new folder. */
function copyBinding(to: string): string {
  const from = dirname(dirname(realpathSync(require.resolve('onnxruntime-node', { paths: [home] }))));
  const native = join(to, NATIVE);
  mkdirSync(native, { recursive: true });
  for (const name of ['dist', 'package.json']) cpSync(join(from, name), join(to, name), { recursive: true });
  symlinkSync(join(from, '../onnxruntime-common'), join(to, '../onnxruntime-common'));
  cpSync(join(from, NATIVE, 'onnxruntime_binding.node'), join(native, 'onnxruntime_binding.node'));
  symlinkSync(join(from, NATIVE, 'libonnxruntime.so.1'), join(native, 'libonnxruntime.so.1'));
  return native;
}

/** A real library of this system that needs `name` (up to 13 letters) to load, made of one that needs libgcc_s.so.1. */
export function libraryThatNeeds(name: string): Uint8Array {
  const [path] = /\/\S*libstdc\+\+\.so\.6\S*/.exec(readFileSync('/proc/self/maps', 'utf8')) ?? [];
  const library = readFileSync(path as string);
  const needed = Buffer.from('libgcc_s.so.1\0');
  const other = Buffer.from(name.padEnd(needed.length, '\0'));
  for (let at = library.indexOf(needed); at >= 0; at = library.indexOf(needed, at + 1))
    other.copy(library, at);
  return library;
}
