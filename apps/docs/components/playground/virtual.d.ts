// Modules that the site's build makes (.vitepress/site/playground.ts).

declare module 'virtual:playground-types' {
  const declarations: Readonly<Record<string, string>>;
  export default declarations;
}

declare module 'virtual:playground-runner' {
  /** The script of the sandbox's worker. */
  const runner: string;
  export default runner;
}
