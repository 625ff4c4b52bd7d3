"""Tensors as functions of their names: SPEC.md."""

import math

import numpy
import torch


def uniform(name, count):
    seed = 0x811C9DC5
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x01000193) & 0xFFFFFFFF
    x = (seed + numpy.arange(count, dtype=numpy.uint64) * 0x9E3779B9) & 0xFFFFFFFF
    x = ((x ^ (x >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    x = ((x ^ (x >> 13)) * 0xC2B2AE35) & 0xFFFFFFFF
    return ((x ^ (x >> 16)) >> 8).astype(numpy.float64) / 2**24


def seeded(name, shape, gain):
    u = uniform(name, math.prod(shape)).reshape(shape)
    leaf = name.rsplit(".", 1)[-1]
    if leaf in ("running_mean", "bias"):
        value = (2 * u - 1) * 0.1
    elif leaf == "running_var" or len(shape) < 2:
        value = 0.5 + u
    else:
        value = (2 * u - 1) * math.sqrt(3 * gain / math.prod(shape[1:]))
    return torch.from_numpy(value.astype(numpy.float32))
