// The look of the pages: the reader's fonts and colours, light and dark, and paper.

export const style = `
:root { --text: #1b1f24; --paper: #fff; --faint: #666d76; --line: #d5d9de; --bar: #3b6fb6; --memory: #c2631a; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e3e6ea; --paper: #15181c; --faint: #9aa2ab; --line: #353b43; --bar: #7aa7e6; --memory: #e89a5b; }
}
body { margin: 0 auto; max-width: 64rem; padding: 1.5rem; background: var(--paper); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; } .faint { color: var(--faint); }
figure { margin: 0; overflow-x: auto; } svg { max-width: 100%; height: auto; background: none !important; }
svg [aria-label*="axis"] text, svg text { fill: var(--text); }
.tree details { margin-left: 1.25rem; } .tree > details { margin-left: 0; }
.tree summary, .leaf { display: grid; grid-template-columns: minmax(8rem, 1fr) 8rem 5.5rem 5.5rem; gap: .5rem;
  border-bottom: 1px solid var(--line); cursor: default; font-variant-numeric: tabular-nums; }
.tree summary { cursor: pointer; } .leaf { margin-left: 1.25rem; }
.tree summary > :first-child::before { content: "▸ "; } .tree details[open] > summary > :first-child::before { content: "▾ "; }
.number { text-align: right; } .bar { align-self: center; height: .6rem; background: var(--bar); min-width: 1px; }
.number, .name { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
label { display: flex; gap: .75rem; align-items: center; } input[type=range] { flex: 1; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
td, th { padding: .15rem .75rem .15rem 0; text-align: right; border-bottom: 1px solid var(--line); }
td { white-space: nowrap; } table { display: block; max-width: 100%; overflow-x: auto; }
td:first-child, th:first-child { text-align: left; } tr.front td { font-weight: 600; }
@media print {
  :root { --text: #000; --paper: #fff; --faint: #444; --line: #bbb; --bar: #3b6fb6; --memory: #c2631a; }
  body { max-width: none; padding: 0; } h2, figure, tr { break-inside: avoid; } h2 { break-after: avoid; }
}
`;
