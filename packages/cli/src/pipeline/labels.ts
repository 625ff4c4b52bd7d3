// Names of a classifier's outputs.

import { FormatError, OptionError } from '@gossamer/core';

/** What an exported file calls ImageNet-1k's thousand names. */
const IMAGENET = 'imagenet-1k';

export interface ClassNames {
  readonly names: readonly string[];
  /** The names as metadata: a word that stands for them, or themselves. */
  readonly text: string;
}

/**
 * The names given, else the checkpoint's own, else ImageNet-1k's for networks of a thousand classes; undefined for others,
 * whose classes nobody has told.
 * @throws OptionError where the names given are not one a class
 */
export async function labelsOf(
  classes: number,
  given?: readonly string[],
  published?: readonly string[],
): Promise<ClassNames | undefined> {
  if (given !== undefined) return named(checked(given, classes));
  if (published?.length === classes) return named(published);
  return classes === 1000 ? imagenet() : undefined;
}

/**
 * Names as `ClassNames.text` has them, out of a file's metadata.
 * @throws FormatError where they are not one a class
 */
export async function labelsFromText(text: string, classes: number, within: string): Promise<ClassNames> {
  const names = text === IMAGENET ? (await imagenet()).names : parsed(text);
  if (names.length === classes && names.every((name) => typeof name === 'string')) {
    return { names: names as string[], text };
  }
  throw new FormatError(`the metadata "labels" has no name for each of ${classes} classes`, {
    within,
    hint: 'name them by --labels FILE',
  });
}

function parsed(text: string): readonly unknown[] {
  try {
    const names: unknown = JSON.parse(text);
    return Array.isArray(names) ? names : [];
  } catch {
    return [];
  }
}

function named(names: readonly string[]): ClassNames {
  return { names, text: JSON.stringify(names) };
}

async function imagenet(): Promise<ClassNames> {
  const { imagenetLabels } = await import('@gossamer/models/labels');
  return { names: imagenetLabels(), text: IMAGENET };
}

function checked(names: readonly string[], classes: number): readonly string[] {
  if (names.length === classes) return names;
  throw new OptionError(
    `--labels has ${names.length} name${names.length === 1 ? '' : 's'}, the network ${classes} classes`,
    {
      hint: 'a name for each class, in the order of the outputs',
    },
  );
}
