// The editor: CodeMirror with TypeScript behind it.

import {
  acceptCompletion,
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  hoverTooltip,
  keymap,
  lineNumbers,
  type Tooltip,
} from '@codemirror/view';
import { highlighting, theme } from './editor-theme.js';
import type { LanguageClient } from './language/client.js';

export interface Editor {
  text(): string;
  setText(text: string): void;
  /** Underlines what is wrong and marks its lines. */
  show(problems: readonly Diagnostic[]): void;
  /** Puts the cursor there, in sight. */
  moveTo(offset: number): void;
  dispose(): void;
}

export interface EditorOptions {
  readonly parent: HTMLElement;
  readonly text: string;
  readonly label: string;
  readonly language: LanguageClient;
  onChange(): void;
}

/** Tab leaves the editor, as everywhere on a page: keyboards must not be caught. */
export function createEditor({ parent, text, label, language, onChange }: EditorOptions): Editor {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        indentUnit.of('  '),
        bracketMatching(),
        closeBrackets(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        javascript({ typescript: true }),
        syntaxHighlighting(highlighting),
        theme,
        autocompletion({ override: [(context) => complete(context, language)] }),
        hoverTooltip((shown, at) => hover(shown, at, language)),
        keymap.of([
          ...closeBracketsKeymap,
          ...completionKeymap,
          { key: 'Tab', run: acceptCompletion },
          ...lintKeymap,
          ...defaultKeymap,
          ...historyKeymap,
        ]),
        EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
        EditorView.updateListener.of(({ docChanged }) => docChanged && onChange()),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    setText: (changed) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: changed } }),
    show(problems) {
      const end = view.state.doc.length;
      const inside = problems.map((problem) => ({
        ...problem,
        from: Math.min(problem.from, end),
        to: Math.min(problem.to, end),
      }));
      view.dispatch(setDiagnostics(view.state, inside));
    },
    moveTo(offset) {
      view.dispatch({ selection: { anchor: Math.min(offset, view.state.doc.length) }, scrollIntoView: true });
      view.focus();
    },
    dispose: () => view.destroy(),
  };
}

/** CodeMirror's icons by TypeScript's words for what a name is. */
const KINDS: Readonly<Record<string, string>> = {
  const: 'constant',
  let: 'variable',
  var: 'variable',
  'local var': 'variable',
  parameter: 'variable',
  method: 'method',
  function: 'function',
  property: 'property',
  getter: 'property',
  interface: 'interface',
  class: 'class',
  type: 'type',
  module: 'namespace',
  alias: 'namespace',
  keyword: 'keyword',
  string: 'text',
};

async function complete(
  context: CompletionContext,
  language: LanguageClient,
): Promise<CompletionResult | null> {
  const before = context.matchBefore(/[\w$]+|[.'"`/]/);
  if (before === null && !context.explicit) return null;
  const found = await language.complete(context.state.doc.toString(), context.pos);
  if (found === undefined || context.aborted) return null;
  const { from, entries } = found;
  return {
    from,
    validFor: /^[\w$]*$/,
    options: entries.map(({ label, kind }, index) => ({
      label,
      type: KINDS[kind] ?? 'text',
      // TypeScript knows better than the alphabet.
      boost: Math.max(-99, 50 - index),
      info: async () => {
        const described = await language.describe(context.pos, label);
        return described === undefined ? null : explanation(described);
      },
    })),
  };
}

async function hover(view: EditorView, at: number, language: LanguageClient): Promise<Tooltip | null> {
  const found = await language.hover(view.state.doc.toString(), at);
  if (found === undefined) return null;
  return { pos: found.from, end: found.to, above: true, create: () => ({ dom: explanation(found) }) };
}

/** Texts are set as texts: they may come from a program somebody sent. */
function explanation({ type, doc }: { readonly type: string; readonly doc: string }): HTMLElement {
  const box = document.createElement('div');
  box.className = 'explanation';
  const signature = document.createElement('code');
  signature.textContent = type;
  box.append(signature);
  if (doc !== '') {
    const text = document.createElement('p');
    text.textContent = doc;
    box.append(text);
  }
  return box;
}
