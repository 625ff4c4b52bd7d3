// The modules a program of the playground may import; their types and their code are bundled from this list.

export const MODULES = [
  '@gossamer/core',
  '@gossamer/core/analysis',
  '@gossamer/core/compile',
  '@gossamer/core/ops',
  '@gossamer/core/passes',
  '@gossamer/core/weights',
  '@gossamer/blocks',
  '@gossamer/models',
  '@gossamer/models/catalog',
  '@gossamer/models/csp-peleenet',
  '@gossamer/models/cspnet',
  '@gossamer/models/fasternet',
  '@gossamer/models/g-ghost-regnet',
  '@gossamer/models/ghostnet',
  '@gossamer/models/mobilenetv1',
  '@gossamer/models/mobilenetv2',
  '@gossamer/models/mobilenetv3',
  '@gossamer/models/mobilenetv4',
  '@gossamer/models/regnet',
  '@gossamer/models/shufflenetv1',
] as const;

export type ModuleName = (typeof MODULES)[number];
