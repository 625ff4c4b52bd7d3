// Blocks of ShuffleNet.

export { channelShuffle } from './channel-shuffle.js';
export {
  officialShuffleUnit,
  type ShuffleUnitForm,
  type ShuffleUnitOptions,
  shuffleUnit,
  writeupShuffleUnit,
} from './shuffle-unit.js';
