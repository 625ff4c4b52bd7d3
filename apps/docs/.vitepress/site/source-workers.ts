// Lets Vite find the workers of @gossamer/runtime-web, whose source names them as they lie in the built package.

interface TransformPlugin {
  readonly name: string;
  readonly enforce: 'pre';
  transform(source: string, id: string): string | undefined;
}

export function sourceWorkers(): TransformPlugin {
  return {
    name: 'gossamer-source-workers',
    enforce: 'pre',
    transform(source, id) {
      if (!/\/runtime-web\/src\/worker\/create-worker\.ts$/.test(id.replaceAll('\\', '/'))) return undefined;
      return source.replace(/'\.\/(worker-[a-z]+)\.js'/g, "'../$1.ts'");
    },
  };
}
