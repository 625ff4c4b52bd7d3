// HTML elements and numbers in words.

/** An element with a class, attributes and children; texts are never parsed as HTML. */
export function element(
  tag: string,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string)[]
): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

const UNITS = ['', ' k', ' M', ' G', ' T'];

/** `301 M`: three significant digits. */
export function formatCount(value: number): string {
  const power = value < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(value) / 3));
  return `${Number((value / 1000 ** power).toPrecision(3))}${UNITS[power]}`;
}

/** Colours by the media in use; charts are drawn again when they change. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** A heading, a sentence and a chart. */
export function section(title: string, about: string, id: string, ...content: Node[]): HTMLElement {
  return element(
    'section',
    { id },
    element('h2', {}, title),
    element('p', { class: 'faint' }, about),
    element('figure', {}, ...content),
  );
}
