// Looks of the editor: the site's colours, which change with its scheme.

import { HighlightStyle } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

export const theme = /* @__PURE__ */ EditorView.theme({
  '&': {
    backgroundColor: 'var(--vp-c-bg-alt)',
    color: 'var(--vp-c-text-1)',
    fontSize: '13px',
    height: '100%',
  },
  '&.cm-focused': { outline: '2px solid var(--vp-c-brand-1)' },
  '.cm-scroller': { fontFamily: 'var(--vp-font-family-mono)', lineHeight: '1.5', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--vp-c-text-1)' },
  '.cm-cursor': { borderLeftColor: 'var(--vp-c-text-1)' },
  '.cm-gutters': {
    backgroundColor: 'var(--vp-c-bg-alt)',
    color: 'var(--vp-c-text-2)',
    border: 'none',
  },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--vp-c-default-soft)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'var(--vp-c-brand-soft)',
  },
  '.cm-matchingBracket': { backgroundColor: 'var(--vp-c-brand-soft)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--vp-c-bg-elv)',
    color: 'var(--vp-c-text-1)',
    border: '1px solid var(--vp-c-divider)',
    borderRadius: '6px',
    maxWidth: 'min(36rem, 90vw)',
  },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--vp-c-brand-3)',
    color: '#fff',
  },
  '.cm-diagnostic': { whiteSpace: 'pre-wrap', fontFamily: 'var(--vp-font-family-base)' },
  '.explanation': { padding: '0.4rem 0.6rem', maxHeight: '16rem', overflow: 'auto' },
  '.explanation code': { whiteSpace: 'pre-wrap', fontFamily: 'var(--vp-font-family-mono)' },
  '.explanation p': { whiteSpace: 'pre-wrap', margin: '0.4rem 0 0' },
});

export const highlighting = /* @__PURE__ */ HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--g-series-3)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'var(--g-series-4)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--g-series-2)' },
  { tag: [tags.comment, tags.docComment], color: 'var(--vp-c-text-2)', fontStyle: 'italic' },
  { tag: [tags.typeName, tags.className, tags.namespace], color: 'var(--g-series-1)' },
  { tag: tags.function(tags.variableName), color: 'var(--g-series-6)' },
  { tag: tags.propertyName, color: 'var(--g-series-5)' },
]);
