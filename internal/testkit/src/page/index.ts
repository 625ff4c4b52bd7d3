// @gossamer/testkit/page: pages of tests, the server they come from and the browser they run in.

export { chromiumPath } from './chromium-path.js';
export { contentType } from './content-type.js';
export { ISOLATION } from './isolation.js';
export { type LocalServer, localServer } from './local-server.js';
