// The WebGPU worker, whose device is destroyed when a page says so on the channel `lose`.

import '../../worker-webgpu.js';

interface Adapter {
  requestDevice(descriptor?: unknown): Promise<{ destroy(): void }>;
}

const { prototype } = (globalThis as unknown as { GPUAdapter: { prototype: Adapter } }).GPUAdapter;
const { requestDevice } = prototype;
prototype.requestDevice = async function (descriptor) {
  const device = await requestDevice.call(this, descriptor);
  new BroadcastChannel('lose').onmessage = () => device.destroy();
  return device;
};
