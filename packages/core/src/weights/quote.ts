// Names from files in messages: they may be long, or hold what a terminal should not see.

const MAX_LENGTH = 120;

/** The text in quotes, cut where long. */
export function quote(text: string): string {
  return JSON.stringify(text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}...` : text);
}

/** The text as it is where it is short and printable, else in quotes. */
export function plainName(text: string): string {
  return text.length <= MAX_LENGTH && /^[!-~]+$/.test(text) ? text : quote(text);
}
