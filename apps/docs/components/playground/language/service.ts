// TypeScript's language service over one program and the declarations of our packages, all in memory.

import ts from 'typescript';

/** Where something is wrong, as offsets into the program. */
interface Problem {
  readonly from: number;
  readonly to: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

interface Completion {
  readonly label: string;
  /** TypeScript's word for what it is: `function`, `property`, ... */
  readonly kind: string;
}

export interface Completions {
  /** Where the word that is being completed starts. */
  readonly from: number;
  readonly entries: readonly Completion[];
}

/** What is known of a name: its type, and its documentation. */
export interface Hover {
  readonly from: number;
  readonly to: number;
  readonly type: string;
  readonly doc: string;
}

/** The program as JavaScript; undefined where its syntax is broken. */
export interface Emitted {
  readonly code: string;
  /** Source map, as JSON. */
  readonly map: string;
}

export interface Checked {
  readonly problems: readonly Problem[];
  readonly emitted: Emitted | undefined;
}

const PROGRAM = '/program.ts';
const GLOBALS = '/globals.d.ts';

/** What a program may use beside the language: a console whose lines the page shows. */
const globals = `
interface Console { log(...values: unknown[]): void; warn(...values: unknown[]): void; error(...values: unknown[]): void }
declare const console: Console;
declare const performance: { now(): number };
`;

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts'],
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  noEmit: true,
};

/** More completions than a reader looks through. */
const MOST_COMPLETIONS = 400;

export class Language {
  readonly #files: ReadonlyMap<string, string>;
  readonly #service: ts.LanguageService;
  #text = '';
  #version = 0;

  /** @param declarations texts by path: `/lib/*.d.ts` and `/node_modules/@gossamer/...` */
  constructor(declarations: Readonly<Record<string, string>>) {
    this.#files = new Map([...Object.entries(declarations), [GLOBALS, globals]]);
    this.#service = ts.createLanguageService(this.#host());
  }

  /** Types and syntax of the program, and its JavaScript. */
  check(text: string): Checked {
    this.#update(text);
    const syntax = this.#service.getSyntacticDiagnostics(PROGRAM).map(problemOf);
    if (syntax.length > 0) return { problems: syntax, emitted: undefined };
    return { problems: this.#service.getSemanticDiagnostics(PROGRAM).map(problemOf), emitted: emit(text) };
  }

  /** What may stand at an offset; undefined where nothing is known. */
  complete(text: string, at: number): Completions | undefined {
    this.#update(text);
    const found = this.#service.getCompletionsAtPosition(PROGRAM, at, {
      includeCompletionsWithInsertText: false,
    });
    if (found === undefined) return undefined;
    const word = /[\w$]*$/.exec(text.slice(0, at))?.[0] ?? '';
    const start = found.optionalReplacementSpan?.start ?? at - word.length;
    const typed = text.slice(start, at).toLowerCase();
    const entries = found.entries
      .filter(({ name }) => name.toLowerCase().includes(typed))
      .sort((a, b) => a.sortText.localeCompare(b.sortText) || a.name.localeCompare(b.name))
      .slice(0, MOST_COMPLETIONS)
      .map(({ name, kind }) => ({ label: name, kind }));
    return { from: start, entries };
  }

  /** Type and documentation of a completion. */
  describe(at: number, label: string): { readonly type: string; readonly doc: string } | undefined {
    const found = this.#service.getCompletionEntryDetails(PROGRAM, at, label, {}, undefined, {}, undefined);
    return found && { type: textOf(found.displayParts), doc: textOf(found.documentation) };
  }

  /** What the name at an offset is. */
  hover(text: string, at: number): Hover | undefined {
    this.#update(text);
    const found = this.#service.getQuickInfoAtPosition(PROGRAM, at);
    if (found === undefined) return undefined;
    const { start, length } = found.textSpan;
    return {
      from: start,
      to: start + length,
      type: textOf(found.displayParts),
      doc: textOf(found.documentation),
    };
  }

  #update(text: string): void {
    if (text === this.#text) return;
    this.#text = text;
    this.#version++;
  }

  #read(path: string): string | undefined {
    return path === PROGRAM ? this.#text : this.#files.get(path);
  }

  #host(): ts.LanguageServiceHost {
    const folders = new Set([...this.#files.keys()].flatMap(foldersOf));
    return {
      getCompilationSettings: () => options,
      getScriptFileNames: () => [PROGRAM, GLOBALS],
      getScriptVersion: (path) => (path === PROGRAM ? String(this.#version) : '0'),
      getScriptSnapshot: (path) => {
        const text = this.#read(path);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => '/',
      getDefaultLibFileName: () => '/lib/lib.es2022.d.ts',
      fileExists: (path) => this.#read(path) !== undefined,
      readFile: (path) => this.#read(path),
      directoryExists: (path) => folders.has(path.replace(/\/$/, '')),
      getDirectories: () => [],
    };
  }
}

function foldersOf(path: string): string[] {
  const parts = path.split('/');
  return parts.slice(0, -1).map((_, end) => parts.slice(0, end + 1).join('/'));
}

function problemOf({ start = 0, length = 1, category, messageText }: ts.Diagnostic): Problem {
  return {
    from: start,
    to: start + length,
    severity: category === ts.DiagnosticCategory.Error ? 'error' : 'warning',
    message: ts.flattenDiagnosticMessageText(messageText, '\n'),
  };
}

function emit(text: string): Emitted {
  const { outputText, sourceMapText = '' } = ts.transpileModule(text, {
    fileName: 'program.ts',
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, sourceMap: true },
  });
  return { code: outputText.replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n'), map: sourceMapText };
}

function textOf(parts: readonly ts.SymbolDisplayPart[] | undefined): string {
  return parts?.map(({ text }) => text).join('') ?? '';
}
