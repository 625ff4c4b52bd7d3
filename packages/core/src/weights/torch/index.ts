// @gossamer/core/torch: PyTorch's checkpoints, read without running them.

export { readTorch, type TorchOptions } from './read-torch.js';
