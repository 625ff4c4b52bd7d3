// From words to a running network, without argv, exit statuses or output.

export { openSession } from './open-session.js';
export { Phases } from './phases.js';
