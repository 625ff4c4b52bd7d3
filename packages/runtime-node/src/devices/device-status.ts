// Whether a device can run, why not, and what to do about it.

import type { NodeDevice } from '../options.js';

export interface DeviceStatus {
  readonly device: NodeDevice;
  /** A one-node network ran on it, in a process of its own. */
  readonly available: boolean;
  /** Why not, for people. */
  readonly reason?: string;
  readonly fix?: string;
}

export function unavailable(device: NodeDevice, reason: string, fix?: string): DeviceStatus {
  return fix === undefined ? { device, available: false, reason } : { device, available: false, reason, fix };
}
