// `gossamer bench`: how fast networks run on this machine.

import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AbortError, IoError } from '@gossamer/core';
import { renderReport } from '@gossamer/report';
import { defaultThreads, writeFileAtomic } from '@gossamer/runtime-node';
import { benchPage } from '../bench/bench-page.js';
import { type BenchReport, benchReport } from '../bench/bench-report.js';
import {
  type Axes,
  axesOf,
  axisFlags,
  formatOf,
  measureFlags,
  measuringOf,
  type ReportFormat,
  reportFlags,
  sharedFlags,
} from '../bench/bench-words.js';
import { benchDocument } from '../bench/document.js';
import { planVariants } from '../bench/plan.js';
import { readSaved } from '../bench/read-saved.js';
import { reportCsv } from '../bench/report-csv.js';
import { reportMarkdown } from '../bench/report-markdown.js';
import { doubts } from '../bench/report-notes.js';
import { reportText } from '../bench/report-text.js';
import { runBenchmark } from '../bench/run-benchmark.js';
import { usualThreads } from '../bench/usual-threads.js';
import type { Command, CommandContext } from '../command/command.js';
import { downloadProgress } from '../command/download-progress.js';
import { documentText, type Output } from '../command/output.js';

const flags = { ...axisFlags, ...measureFlags, ...reportFlags, ...sharedFlags } as const;

type Context = CommandContext<typeof flags>;

export const bench: Command<typeof flags> = {
  name: 'bench',
  about:
    'Measures how long networks take here: the steps up to the first run, then single runs in interleaved rounds.\n' +
    'A word with a dot or a slash is an ONNX file; without words a small model of every family runs. Where a flag\n' +
    'lists several values every combination is measured. Ratios are medians over the rounds with a 95 % interval;\n' +
    'of several models, each is compared with the first.',
  words: { usage: '[models...|FILE.onnx]', min: 0, max: Number.POSITIVE_INFINITY },
  flags,
  sections: [
    { title: 'Every combination of', flags: axisFlags },
    { title: 'Measuring', flags: measureFlags },
    { title: 'Network and weights', flags: sharedFlags },
  ],
  examples: [
    'bench',
    'bench mobilenetv4_conv_small ghostnet_100 --threads 1',
    'bench mobilenetv2_100 --threads 1,2 --batch 1,8',
    'bench mobilenetv2_100 --compare export.onnx --threads 1',
    'bench ghostnet_100 --threads 1 --against before.json --save after.json',
  ],
  run,
};

async function run({ words, flags, output, signal }: Context): Promise<number> {
  const format = formatOf(flags);
  for (const path of [flags.save, flags.html]) if (path !== undefined) await checkFolder(path);
  const measuring = measuringOf(flags);
  const saved = flags.against === undefined ? undefined : await readSaved(flags.against);
  const axes = await withThreads(axesOf(flags), output);
  const request = { words, compare: flags.compare, axes, flags };
  const variants = await planVariants(request, { signal, onProgress: downloadProgress(output) });
  const progress = (text: string): void => output.progress(text);
  const benchmark = await runBenchmark(variants, { ...measuring, signal, progress });
  // Stopped before the first round was over.
  if (benchmark.measured.length === 0) throw new AbortError('stopped');
  const report = await benchReport(benchmark, {
    rounds: measuring.rounds,
    saved,
    against: flags.against,
    chosen: words.length > 0,
  });
  if (flags.html !== undefined) {
    await writeFileAtomic(flags.html, renderReport(await benchPage(report)));
    output.note(`wrote ${flags.html}`);
  }
  show(report, format, output);
  if (benchmark.stopped) throw new AbortError('stopped');
  const document = benchDocument(report);
  if (flags.save !== undefined) {
    await writeFileAtomic(flags.save, documentText(document), { signal });
    output.note(`saved ${flags.save}`);
  }
  output.document(document);
  return 0;
}

/** On processors, where --threads does not say, neighbours have a say. */
async function withThreads(axes: Axes, output: Output): Promise<Axes> {
  const told = axes.threads.every((count) => count !== undefined);
  if (told || axes.engines.some(({ device }) => device !== 'cpu')) return axes;
  const { threads, processorShare } = await usualThreads();
  const all = defaultThreads();
  if (threads < all) {
    const taken = Math.round(100 * (1 - processorShare));
    output.note(`others take ${taken} % of the processors: measuring one thread, --threads ${all} for all`);
  }
  return { ...axes, threads: [threads] };
}

/** A minute of measuring is not to end at a misspelt path. */
async function checkFolder(path: string): Promise<void> {
  const folder = dirname(path);
  await access(folder, constants.W_OK).catch((cause: Error) => {
    throw new IoError(`cannot write ${path}: ${cause.message}`, { path: folder, cause });
  });
}

/** Text, CSV or Markdown; JSON is written when nothing can go wrong any more. */
function show(report: BenchReport, format: ReportFormat, output: Output): void {
  if (format === 'text') output.print(reportText(report, output));
  if (format === 'md') output.print(reportMarkdown(report));
  if (format === 'csv') output.print(reportCsv(report));
  if (format === 'json' || format === 'csv') {
    for (const doubt of doubts(report)) output.note(`note: ${doubt}`);
  }
}
