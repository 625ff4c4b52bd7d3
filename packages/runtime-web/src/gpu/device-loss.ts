// The error of a lost GPU device.

import { RuntimeError } from '@gossamer/core';

export function deviceLoss(message: string): RuntimeError {
  return new RuntimeError(`the GPU device was lost: ${message}`, {
    hint: 'load the network again',
    details: { deviceLost: true },
  });
}

export function isDeviceLoss(error: unknown): boolean {
  return error instanceof RuntimeError && error.details.deviceLost === true;
}
