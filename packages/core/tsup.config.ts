import type { Options } from 'tsup';
import base, { withParts } from '../../tsup.base.js';

export default { ...(base as Options), ...withParts(['index', 'ir/index']) };
