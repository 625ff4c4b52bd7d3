// What the playground does with a program: checks it as it is typed, evaluates it, runs it, writes its files.

import type { Diagnostic } from '@codemirror/lint';
import { GossamerError } from '@gossamer/core';
import { type LanguageClient, startLanguage } from './language/client.js';
import type { Emitted } from './language/service.js';
import { mapFrames, type Place } from './map-frames.js';
import type { NetworkReport, RunReport } from './sandbox/protocol.js';
import { openSandbox, type Sandbox } from './sandbox/sandbox.js';
import { SandboxedError } from './sandbox/sandboxed-error.js';

/** Something wrong with the program, at its place where that is known. */
export interface Trouble {
  readonly severity: 'error' | 'warning';
  /** `TypeScript`, or the name of the error that was thrown. */
  readonly source: string;
  readonly message: string;
  readonly hint?: string;
  /** Code of a GossamerError. */
  readonly code?: string;
  /** What explains the code, below the site's address. */
  readonly docs?: string;
  /** From 1; 0 where it is not known. */
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

export interface Session {
  readonly language: LanguageClient;
  /** Syntax and types. `emitted` is missing where the syntax is broken. */
  check(
    text: string,
  ): Promise<{ readonly troubles: readonly Trouble[]; readonly emitted: Emitted | undefined }>;
  /** The network the program exports. @throws what `troubleOf` turns into a trouble */
  evaluate(emitted: Emitted): Promise<NetworkReport>;
  run(): Promise<RunReport>;
  file(kind: 'onnx' | 'safetensors'): Promise<Uint8Array>;
  dispose(): void;
}

/** @param log takes the lines of the program's console */
export function openSession(log: (text: string) => void): Session {
  const language = startLanguage();
  let sandbox: Promise<Sandbox> | undefined;
  const opened = (): Promise<Sandbox> => {
    sandbox ??= openSandbox(log);
    return sandbox;
  };
  return {
    language,
    async check(text) {
      const { problems, emitted } = await language.check(text);
      const troubles = problems.map(
        ({ from, to, severity, message }): Trouble => ({
          severity,
          source: 'TypeScript',
          message,
          line: lineOf(text, from),
          from,
          to,
        }),
      );
      return { troubles, emitted };
    },
    evaluate: async ({ code }) => (await opened()).evaluate(code),
    run: async () => (await opened()).run(),
    file: async (kind) => (await opened()).file(kind),
    dispose() {
      language.dispose();
      sandbox?.then((open) => open.dispose());
    },
  };
}

/** What was thrown as a trouble of the program, at the line that led to it. */
export function troubleOf(error: unknown, text: string, { map }: Pick<Emitted, 'map'>): Trouble {
  const { name, message, code, hint, docs, frames } =
    error instanceof SandboxedError ? error.placed : { ...plain(error), frames: [] };
  const place = mapFrames(frames, map);
  return {
    severity: 'error',
    source: name,
    message,
    ...(hint !== undefined && { hint }),
    ...(code !== undefined && { code }),
    ...(docs !== undefined && { docs }),
    line: place?.line ?? 0,
    ...spanOf(text, place),
  };
}

function plain(
  error: unknown,
): Pick<Trouble, 'message' | 'hint' | 'code' | 'docs'> & { readonly name: string } {
  if (!(error instanceof GossamerError)) return { name: 'Error', message: String(error) };
  const { name, reason, code, hint, docs } = error;
  return { name, message: reason, code, docs, ...(hint !== undefined && { hint }) };
}

/** From the place to the end of its line. */
function spanOf(text: string, place: Place | undefined): { from: number; to: number } {
  if (place === undefined) return { from: 0, to: 0 };
  const lines = text.split('\n');
  const start = lines.slice(0, place.line - 1).reduce((sum, line) => sum + line.length + 1, 0);
  return { from: start + place.column - 1, to: start + (lines[place.line - 1]?.length ?? 0) };
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** For the editor: troubles whose place is known. */
export function diagnosticsOf(troubles: readonly Trouble[]): Diagnostic[] {
  return troubles
    .filter(({ line }) => line > 0)
    .map(({ from, to, severity, source, message, hint }) => ({
      from,
      to: Math.max(from, to),
      severity,
      source,
      message: hint === undefined ? message : `${message}\n${hint}`,
    }));
}
