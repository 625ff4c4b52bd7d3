// Devices as data: what a roofline needs to know of the hardware, with sources.

/** What a layer of one kind costs, fitted to measurements: the three parts add up. */
export interface LayerCost {
  readonly overheadSeconds: number;
  readonly secondsPerMac: number;
  readonly secondsPerByte: number;
}

export interface Device {
  readonly name: string;
  /** Multiply-accumulates a second at best. */
  readonly macsPerSecond: number;
  /** Bytes a second between memory and the processor. */
  readonly bytesPerSecond: number;
  /** Share of the peak an op kind reaches where it is bound by arithmetic. Default 1. */
  readonly efficiency?: Readonly<Record<string, number>>;
  /** Seconds every node costs beside its work. Default 0. */
  readonly overheadSeconds?: number;
  /** Bytes of an element of weights and activations. Default 4. */
  readonly elementBytes?: number;
  /** By kind of lowered layer; where a kind is listed it counts instead of peak, bandwidth and efficiency. */
  readonly costs?: Readonly<Record<string, LayerCost>>;
  /** Seconds a run costs beside its layers. Default 0. */
  readonly runSeconds?: number;
  /** Channels in a block of the runtime's layout; see `loweredLayers`. */
  readonly channelBlock?: number;
  /** Where the figures come from. */
  readonly source: string;
}

/** MACs per byte at which the two roofs meet: networks below it are bound by memory. */
export function ridgePoint(device: Pick<Device, 'macsPerSecond' | 'bytesPerSecond'>): number {
  return device.macsPerSecond / device.bytesPerSecond;
}
