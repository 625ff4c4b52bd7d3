"""Makes data/safetensors, data/adapt_input_conv.json and part of data/checkpoints: python make/checkpoints.py (torch 2.13, timm 1.0.29, safetensors 0.8, numpy 2).

Each file has its values beside it as FILE.json: key -> {dtype, shape, values}, row-major; numbers that JSON
or a double cannot hold are strings.
"""

import argparse
import collections
import json
import math
import pathlib

import numpy
import safetensors
import safetensors.torch
import torch

DATA = pathlib.Path(__file__).parent.parent / "data"
torch.manual_seed(20240607)


def plain(value):
    if isinstance(value, float) and not math.isfinite(value):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")
    if isinstance(value, int) and abs(value) > 2**53:
        return str(value)
    return value


def describe(tensors):
    described = {}
    for name, tensor in tensors.items():
        tensor = tensor.detach()
        entry = {"dtype": str(tensor.dtype).removeprefix("torch."), "shape": list(tensor.shape)}
        if not (tensor.is_complex() or str(tensor.dtype).startswith("torch.float8")):
            entry["values"] = [plain(v) for v in tensor.reshape(-1).tolist()]
        described[name] = entry
    return described


def write_json(path, tensors):
    path.with_name(path.name + ".json").write_text(json.dumps(describe(tensors)) + "\n")


FLOATS = [0.0, -0.0, 1.0, -1.5, 1e-3, 65504.0, 6e-8, math.inf, -math.inf, math.nan, 0.1, 3.14159265]


def every_dtype():
    tensors = {
        "f64": torch.tensor(FLOATS, dtype=torch.float64).reshape(3, 4),
        "f32": torch.tensor(FLOATS, dtype=torch.float32).reshape(2, 6),
        "f16": torch.tensor(FLOATS, dtype=torch.float16),
        "bf16": torch.tensor(FLOATS, dtype=torch.bfloat16).reshape(4, 3),
        "i64": torch.tensor([0, -1, 2**63 - 1, -(2**63)], dtype=torch.int64),
        "i32": torch.tensor([0, -1, 2**31 - 1, -(2**31)], dtype=torch.int32),
        "i16": torch.tensor([0, -1, 2**15 - 1, -(2**15)], dtype=torch.int16),
        "i8": torch.tensor([0, -1, 127, -128], dtype=torch.int8),
        "u64": torch.tensor([0, 1, 2**64 - 1], dtype=torch.uint64),
        "u32": torch.tensor([0, 1, 2**32 - 1], dtype=torch.uint32),
        "u16": torch.tensor([0, 1, 2**16 - 1], dtype=torch.uint16),
        "u8": torch.tensor([0, 1, 255], dtype=torch.uint8),
        "bool": torch.tensor([True, False, True]),
        "scalar": torch.tensor(2.5),
        "empty": torch.zeros(0, 3),
    }
    return tensors


def make_safetensors():
    folder = DATA / "safetensors"
    folder.mkdir(exist_ok=True)
    save = safetensors.torch.save_file

    def write(name, tensors, **options):
        save(tensors, folder / name, **options)
        write_json(folder / name, tensors)

    write("every_dtype.safetensors", every_dtype())
    write("metadata.safetensors", {"größe.weight": torch.arange(6.0).reshape(2, 3)}, metadata={"format": "pt"})
    write("names.safetensors", {name: torch.tensor([float(i)]) for i, name in enumerate(
        ["b", "a", "a.b", "a.a", "Z", "é", "\U0001f600", "\uffee", "__proto__", "constructor", 'quo"te\n'])})
    write("float8.safetensors", {
        "f8": torch.tensor([1.0, -2.0]).to(torch.float8_e4m3fn),
        "f32": torch.tensor([1.0, -2.0]),
    })
    shards = [{"a.weight": torch.randn(2, 3), "a.bias": torch.randn(2)}, {"b.weight": torch.randn(4)}]
    weight_map = {}
    for i, shard in enumerate(shards):
        name = f"sharded-{i + 1:05}-of-00002.safetensors"
        save(shard, folder / name, metadata={"format": "pt"})
        weight_map.update({key: name for key in shard})
    index = folder / "sharded.safetensors.index.json"
    index.write_text(json.dumps({"metadata": {"total_size": 48}, "weight_map": weight_map}, indent=2) + "\n")
    write_json(index, shards[0] | shards[1])


def views():
    base = torch.arange(120, dtype=torch.float32).reshape(4, 5, 6)
    flat = torch.arange(7, dtype=torch.int64)
    return {
        "whole": base,
        "transposed": base.transpose(0, 2),
        "narrowed": base[1:3, 2:, ::2],
        "row": base[2, 3],
        "column": base[:, 1, 4],
        "element": base[3, 4, 5],
        "expanded": base[0, 0, :1].expand(3, 4),
        "overlapping": base.as_strided((3, 4), (1, 2), 7),
        "none": base[:, 5:],
        "flat": flat[2:5],
        "stepped": flat[1::3],
        "channels_last": torch.randn(2, 3, 4, 4).contiguous(memory_format=torch.channels_last),
        "half": torch.randn(3, 4, dtype=torch.float16).t(),
        "flags": (torch.arange(12) % 3 == 0).reshape(3, 4).t(),
    }


class Tiny(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(3, 2, 3, bias=False)
        self.bn = torch.nn.BatchNorm2d(2)
        self.blocks = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.ReLU(), torch.nn.Linear(3, 1))
        self.register_buffer("grid", torch.arange(3), persistent=False)


class Unknown:
    """Pickled by name; whoever reads the file does not have it."""

    def __init__(self):
        self.secret = [1, 2, 3]


def make_torch():
    folder = DATA / "checkpoints"

    def write(name, content, tensors, **options):
        torch.save(content, folder / name, **options)
        write_json(folder / name, tensors)

    legacy = {"_use_new_zipfile_serialization": False}
    readable = every_dtype()
    write("zip_every_dtype.pth", readable, readable)
    old = {key: value for key, value in readable.items() if key not in ("u64", "u32", "u16")}
    write("legacy_every_dtype.pth", old, old, **legacy)
    strange = {
        "complex": torch.tensor([1 + 2j]),
        "float8": torch.tensor([1.0]).to(torch.float8_e5m2),
        "plain": torch.tensor([3.0]),
    }
    write("zip_unreadable_dtypes.pth", strange, strange)
    strided = views()
    write("zip_views.pth", strided, strided)
    shared = views()
    write("legacy_views.pth", shared, shared, **legacy)
    for protocol in (3, 4, 5):
        content = collections.OrderedDict(weight=torch.randn(2, 2), bias=torch.randn(2))
        write(f"zip_protocol{protocol}.pth", content, content, pickle_protocol=protocol)
        write(f"legacy_protocol{protocol}.pth", content, content, pickle_protocol=protocol, **legacy)

    model, ema = Tiny(), Tiny()
    model.bn(model.conv(torch.randn(2, 3, 8, 8)))
    optimizer = torch.optim.Adam(model.parameters())
    sum(p.sum() for p in model.parameters()).backward()
    optimizer.step()
    training = {
        "epoch": numpy.int64(7),
        "best": numpy.float64(71.25),
        "flag": numpy.bool_(True),
        "loss": torch.tensor(0.5),
        "big": 2**80,
        "model": model.state_dict(),
        "model_ema": {"module." + key: value for key, value in ema.state_dict().items()},
        "optimizer": optimizer.state_dict(),
        "args": argparse.Namespace(lr=0.1, milestones=[30, 60], size=torch.Size([3, 224])),
        "history": collections.defaultdict(list, {"top1": [1.0, 2.0]}),
        "names": {"a", "b"},
        "frozen": frozenset([1]),
        "raw": b"\x00\xff",
        "array": numpy.arange(3),
        "device": torch.device("cpu"),
        "dtype": torch.float16,
        "path": pathlib.PurePosixPath("/data/imagenet"),
        "unknown": Unknown(),
        "nothing": None,
    }
    write("training_nested.pth", training, model.state_dict())
    write_json(folder / "training_nested.pth.model_ema", ema.state_dict())
    write("legacy_training.pth", {"epoch": 3, "state_dict": model.state_dict(), "args": training["args"]},
          model.state_dict(), **legacy)

    parameter = torch.nn.Parameter(torch.randn(2, 2))
    parameter.note = "an attribute"
    buffer = torch.randn(3)
    buffer.note = "another"
    attributes = {"parameter": parameter, "buffer": buffer}
    write("zip_attributes.pth", attributes, attributes)
    write("zip_whole_module.pth", model, model.state_dict())


def make_adapted():
    from timm.models._manipulate import adapt_input_conv

    torch.manual_seed(7)
    weight = torch.randn(2, 3, 2, 3)
    groups = {}
    for given in (weight, weight.half()):
        group = {"weight": given} | {str(n): adapt_input_conv(n, given) for n in (1, 2, 4, 5, 7)}
        groups[str(given.dtype).removeprefix("torch.")] = describe(group)
    (DATA / "adapt_input_conv.json").write_text(json.dumps(groups) + "\n")


if __name__ == "__main__":
    make_safetensors()
    make_torch()
    make_adapted()
