// `pnpm peers`: one table of our compiled graphs and of what others make of the same networks.

import { installRivals } from './rivals/install-rivals.js';

installRivals((text) => process.stderr.write(`${text}\n`));
