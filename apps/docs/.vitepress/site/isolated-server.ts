// Headers of isolation on everything the development server sends, pages included: VitePress writes those itself.

interface Response {
  setHeader(name: string, value: string): void;
}

interface Server {
  readonly middlewares: {
    use(handler: (request: unknown, response: Response, next: () => void) => void): void;
  };
}

export function isolatedServer() {
  return {
    name: 'gossamer-isolated-server',
    configureServer({ middlewares }: Server): void {
      middlewares.use((_, response, next) => {
        response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
        response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
        next();
      });
    },
  };
}
