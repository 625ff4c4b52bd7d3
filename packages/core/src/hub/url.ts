// Web addresses. Core is compiled without DOM types; every engine it runs in has the URL class.

interface Address {
  readonly href: string;
  readonly origin: string;
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
}

interface UrlGlobals {
  URL: new (url: string, base?: string) => Address;
}

/** An address of http or https, resolved against a base; undefined where it is none or carries a password. */
export function webAddress(url: string, base?: string): Address | undefined {
  const { URL } = globalThis as unknown as UrlGlobals;
  try {
    const address = new URL(url, base);
    const web = address.protocol === 'https:' || address.protocol === 'http:';
    return web && address.username === '' && address.password === '' ? address : undefined;
  } catch {
    return undefined;
  }
}

/** The address without its query, which may be signed: for messages. */
export function plainUrl(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
