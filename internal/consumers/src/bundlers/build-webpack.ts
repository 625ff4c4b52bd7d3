// webpack 5 on the application, with no setting but where to write.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Application } from '../application.js';
import { importFrom, installBundler } from './install-bundler.js';

type Webpack = (
  options: object,
  done: (error: Error | null, stats?: { hasErrors(): boolean; toString(options: object): string }) => void,
) => void;

/** The folder to serve. */
export async function buildWebpack({ folder }: Application): Promise<string> {
  const { default: webpack } = await importFrom<{ default: Webpack }>(
    await installBundler('webpack'),
    'webpack',
  );
  const path = join(folder, 'webpack');
  const options = { context: folder, mode: 'production', entry: './main.js', output: { path } };
  await new Promise<void>((resolve, reject) => {
    webpack(options, (error, stats) => {
      if (error) reject(error);
      else if (stats?.hasErrors()) reject(new Error(stats.toString({ all: false, errors: true })));
      else resolve();
    });
  });
  await writeFile(join(path, 'index.html'), '<!doctype html><script src="main.js"></script>');
  return path;
}
