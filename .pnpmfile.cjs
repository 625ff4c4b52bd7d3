// Two things pnpm's settings cannot say; docs/decisions/001-workspace.md has the reasons.

/** Programs: their standard output belongs to them alone, so pnpm announces nothing and reports no failure twice. */
const PROGRAMS = new Set(['gossamer', 'start']);

function updateConfig(config) {
  const words = process.argv.slice(2).filter((word) => !word.startsWith('-') && word !== 'run');
  if (PROGRAMS.has(words[0])) config.reporter = 'silent';
  return config;
}

/** The condition that lets us run on sources means nothing outside this repository. */
function beforePacking(manifest) {
  for (const target of Object.values(manifest.exports ?? {})) {
    if (typeof target === 'object') delete target['gossamer-source'];
  }
  delete manifest.scripts;
  delete manifest.devDependencies;
  return manifest;
}

module.exports = { hooks: { updateConfig, beforePacking } };
