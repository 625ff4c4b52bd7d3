// `gossamer setup cuda`: fetches what CUDA needs of onnxruntime.

import { setupCuda } from '@gossamer/runtime-node';
import type { Command, CommandContext } from '../command/command.js';
import { downloadProgress } from '../command/download-progress.js';
import type { Flags } from '../command/flags.js';
import { choiceValue } from '../words/values.js';

const flags = {
  feed: { kind: 'value', value: 'URL', doc: "index.json of a mirror of the package's own NuGet feed" },
} as const satisfies Flags;

type Context = CommandContext<typeof flags>;

export const setup: Command<typeof flags> = {
  name: 'setup',
  about:
    "Fetches onnxruntime's CUDA 12 libraries, a few hundred megabytes, and puts them beside its binding: what the\n" +
    "package's own install script does, through redirects and proxies (HTTPS_PROXY), resumed where it was cut, and\n" +
    'checked against the size and SHA-512 the feed states. Driver, CUDA 12 and cuDNN 9 are yours: see doctor.',
  words: { usage: 'cuda', min: 1, max: 1 },
  flags,
  examples: ['setup cuda', 'setup cuda --feed https://nuget.example/v3/index.json'],
  run,
};

async function run({ words, flags, output, signal }: Context): Promise<number> {
  choiceValue('setup', words[0] as string, ['cuda']);
  const feed = flags.feed === undefined ? {} : { feed: flags.feed };
  const done = await setupCuda({ ...feed, signal, onProgress: downloadProgress(output) });
  output.document({ ...done });
  output.print(
    done.files.map(({ name, written }) => `${written ? 'written' : 'there'}  ${name}`).join('\n') +
      `\nin ${done.folder}; gossamer doctor tries it out`,
  );
  return 0;
}
