// Devices that were passed over, and what is said where nothing is left.

import { DeviceUnavailableError } from '@gossamer/core';
import type { Fallback } from '@gossamer/core/runtime';
import type { DeviceStatus } from './device-status.js';

export function fallbackOf({ device, reason = 'it cannot run here', fix }: DeviceStatus): Fallback {
  return fix === undefined ? { device, reason } : { device, reason, fix };
}

export function noneAvailable(fallbacks: readonly Fallback[]): DeviceUnavailableError {
  const [first] = fallbacks;
  if (first !== undefined && fallbacks.length === 1) {
    return new DeviceUnavailableError(`${first.device} cannot run here: ${first.reason}`, {
      hint: first.fix ?? 'ask for device "auto" or "cpu"',
      details: { fallbacks },
    });
  }
  const reasons = fallbacks.map(({ device, reason }) => `${device}: ${reason}`).join('; ');
  return new DeviceUnavailableError(`no device of the list can run here: ${reasons}`, {
    hint: 'ask for device "auto", or end the list with "cpu"',
    details: { fallbacks },
  });
}
