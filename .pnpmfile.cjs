// Two things pnpm's settings cannot say; docs/decisions/001-workspace.md has the reasons.

/** Programs: their standard output belongs to them alone, so pnpm announces nothing and reports no failure twice. */
const PROGRAMS = new Set(['gossamer', 'start']);

const FLAGS_WITH_VALUE = new Set(['-C', '--dir', '-F', '--filter']);

function updateConfig(config) {
  const words = process.argv.slice(2);
  const script = words.find(
    (word, i) => !word.startsWith('-') && word !== 'run' && !FLAGS_WITH_VALUE.has(words[i - 1]),
  );
  if (PROGRAMS.has(script)) config.reporter = 'silent';
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
