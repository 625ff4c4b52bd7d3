// The table of commands. Each is loaded when it is called, so that start-up stays quick.

import type { Command } from '../command/command.js';

interface CommandEntry {
  readonly name: string;
  /** One line for the program's help. */
  readonly summary: string;
  load(): Promise<Command>;
}

export const commands: readonly CommandEntry[] = [
  {
    name: 'list',
    summary: 'the models there are',
    load: async () => (await import('./list.js')).list,
  },
  {
    name: 'inspect',
    summary: 'a network layer by layer, and what it costs',
    load: async () => (await import('./inspect.js')).inspect,
  },
  {
    name: 'roofline',
    summary: 'how long networks should take on a device, and why',
    load: async () => (await import('./roofline.js')).roofline,
  },
  {
    name: 'weights',
    summary: 'what a checkpoint holds, and whether it fits a model',
    load: async () => (await import('./weights.js')).weights,
  },
  {
    name: 'export',
    summary: 'a network with its weights as an ONNX file',
    load: async () => (await import('./export.js')).exportModel,
  },
  {
    name: 'classify',
    summary: 'the most likely labels of pictures',
    load: async () => (await import('./classify.js')).classify,
  },
  {
    name: 'embed',
    summary: 'pictures as vectors',
    load: async () => (await import('./embed.js')).embed,
  },
  {
    name: 'extract',
    summary: 'feature maps of pictures',
    load: async () => (await import('./extract.js')).extract,
  },
  {
    name: 'preprocess',
    summary: 'the tensor a network sees of a picture',
    load: async () => (await import('./preprocess.js')).preprocess,
  },
  {
    name: 'bench',
    summary: 'how fast networks run on this machine',
    load: async () => (await import('./bench.js')).bench,
  },
  {
    name: 'doctor',
    summary: 'what can run here, and why not',
    load: async () => (await import('./doctor.js')).doctor,
  },
  {
    name: 'setup',
    summary: "onnxruntime's CUDA libraries",
    load: async () => (await import('./setup.js')).setup,
  },
];
