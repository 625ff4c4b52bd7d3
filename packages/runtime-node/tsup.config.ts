import base from '../../tsup.base.js';

// What a pool's workers load by its path.
const workers = { 'picture-jobs': 'src/folder/picture-job.ts' };

export default { ...base, entry: { ...(base as { entry: Record<string, string> }).entry, ...workers } };
