// @gossamer/testkit/hub: a Hugging Face hub, and a proxy, on this machine.

export type { Fault } from './faults.js';
export { type LoggedRequest, startHub, type TestHub, type TestHubOptions } from './hub-server.js';
export { startProxy, type TestProxy } from './proxy-server.js';
export type { HubRepository } from './repository.js';
