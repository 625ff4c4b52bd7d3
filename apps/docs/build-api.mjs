// The reference of every package in Markdown, from the sources by typedoc, into reference/api/.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Application } from 'typedoc';

const app = fileURLToPath(new URL('.', import.meta.url));
const packages = join(app, '../../packages');
const out = join(app, 'reference/api');
const config = join(app, '.generated/tsconfig.api.json');

/** What each package publishes: its name and subpath, and the source. The command line has a page of its own. */
function entries() {
  return readdirSync(packages).flatMap((folder) => {
    const { name, exports } = JSON.parse(readFileSync(join(packages, folder, 'package.json'), 'utf8'));
    return Object.entries(exports)
      .filter(
        ([path, target]) => name !== 'gossamer' && typeof target === 'object' && !path.startsWith('./worker'),
      )
      .map(([path, target]) => ({
        module: name + path.slice(1),
        file: join(packages, folder, target['gossamer-source']),
      }));
  });
}

/** Writes the pages; false where typedoc found errors. */
export async function buildApi() {
  const modules = entries();
  writeFileSync(
    config,
    JSON.stringify({
      extends: '../tsconfig.json',
      compilerOptions: { types: ['node'] },
      include: [],
      files: modules.map(({ file }) => file),
    }),
  );
  const typedoc = await Application.bootstrapWithPlugins({
    plugin: ['typedoc-plugin-markdown'],
    entryPoints: modules.map(({ file }) => file),
    tsconfig: config,
    out,
    name: 'Packages',
    readme: 'none',
    skipErrorChecking: true,
    excludeInternal: true,
    excludePrivate: true,
    disableSources: true,
    hideBreadcrumbs: true,
    hidePageHeader: true,
    // Anchors of their own: typedoc counts names that occur twice otherwise than VitePress.
    useHTMLAnchors: true,
    entryFileName: 'index',
    router: 'module',
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    sanitizeComments: true,
    logLevel: 'Error',
    validation: false,
  });
  const project = await typedoc.convert();
  if (!project) return false;
  const names = new Map(
    modules.map(({ file, module }) => [relative(packages, file).split(sep).join('/'), module]),
  );
  for (const child of project.children ?? []) {
    child.name = names.get(`${child.name}/index.ts`) ?? names.get(`${child.name}.ts`) ?? child.name;
  }
  rmSync(out, { recursive: true, force: true });
  await typedoc.generateOutputs(project);
  return !typedoc.logger.hasErrors();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = (await buildApi()) ? 0 : 1;
