// Whose names a checkpoint has, where they are not the network's own.

import { OptionError } from '@gossamer/core';
import { createModel, type Network } from '../shared/create-model.js';
import { type ForeignNames, foreignNames } from './foreign-names.js';
import { foreignTables } from './tables.js';

export interface FoundNames {
  readonly names: ForeignNames;
  /** The network's name by theirs. */
  readonly rename: ReadonlyMap<string, string>;
}

/**
 * The one source whose names are exactly those given: none missing, none over. Undefined where there is none, and
 * where two fit.
 *
 * @param found names of the checkpoint's tensors, without BatchNorm's counters
 * @throws OptionError where the network has other options than that source's weights need
 */
export function findForeignNames(network: Network, found: ReadonlySet<string>): FoundNames | undefined {
  const family = network.spec.family.name;
  const fitting: FoundNames[] = [];
  for (const names of foreignTables().filter(({ families }) => families.includes(family))) {
    for (const ours of [[...network.graph.params.keys()], wholeNetworkNames(network)]) {
      const theirs = foreignNames(names, ours);
      const rename = new Map([...theirs].map(([own, foreign]) => [foreign, own]));
      const fits = rename.size === found.size && [...found].every((name) => rename.has(name));
      if (!fits || fitting.some((other) => other.names === names)) continue;
      fitting.push({ names, rename });
    }
  }
  const [only, ...others] = fitting;
  if (only === undefined || others.length > 0) return undefined;
  checkOptions(network, only.names);
  return only;
}

/** Names of the network with its classifier, of which a features-only one has a part. */
export function wholeNetworkNames({ spec, options }: Network): string[] {
  // How it pools makes no difference to names, and no classifier follows a map.
  const {
    inChans,
    outputStride,
    numClasses,
    globalPool: _,
    ...own
  } = options as {
    inChans: number;
    outputStride: 32;
    numClasses: number;
    globalPool: string;
  };
  const build = { ...own, inChans, outputStride, ...(numClasses === 0 ? {} : { numClasses }) };
  return [...createModel(spec, build).graph.params.keys()];
}

function checkOptions({ options, spec }: Network, { source, requires = {} }: ForeignNames): void {
  const wrong = Object.entries(requires).filter(([key, value]) => options[key] !== value);
  if (wrong.length === 0) return;
  const has = wrong.map(([key]) => `${key} ${String(options[key])}`).join(' and ');
  throw new OptionError(`these are weights of ${source}, which this network is not: it has ${has}`, {
    within: spec.name,
    hint: `build it with ${wrong.map(([key, value]) => `${key}=${String(value)}`).join(' and ')}`,
    details: { source, requires },
  });
}
