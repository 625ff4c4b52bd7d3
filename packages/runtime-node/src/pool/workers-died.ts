// A run under which two workers ended: it is the run's fault, or the machine's.

import { RuntimeError } from '@gossamer/core';

export class WorkersDied extends RuntimeError {}
