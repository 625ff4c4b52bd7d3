"""Makes data/onnx-files: one small network as PyTorch's two exporters write it, and its outputs by PyTorch.

  python internal/goldens/make/onnx_files.py

Needs torch, onnx and onnxscript. Written with torch 2.13.0.
"""
import json
from pathlib import Path

import onnx
import torch
import torch.nn.functional as F
from torch import nn

OUT = Path(__file__).parent.parent / "data" / "onnx-files"
torch.manual_seed(0)


class Net(nn.Module):
    """What vision networks are made of: normalization, squeeze and excite, a channel shuffle, pooling, resizing."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, 2, 1, bias=False)
        self.bn = nn.BatchNorm2d(8)
        self.dw = nn.Conv2d(8, 8, 3, 1, 1, groups=8)
        self.se1 = nn.Conv2d(8, 2, 1)
        self.se2 = nn.Conv2d(2, 8, 1)
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.fc = nn.Linear(8, 5)
        for tensor in (self.bn.running_mean, self.bn.running_var, self.bn.weight, self.bn.bias):
            tensor.data.uniform_(0.5, 1.5)

    def forward(self, x):
        x = F.relu6(self.bn(self.stem(x)))
        x = F.hardswish(self.dw(x))
        gate = self.se2(F.relu(self.se1(x.mean((2, 3), keepdim=True))))
        x = x * F.hardsigmoid(gate)
        x = x.view(-1, 2, 4, 8, 8).transpose(1, 2).reshape(-1, 8, 8, 8)
        a, b = x.chunk(2, 1)
        x = torch.cat([F.silu(a), F.gelu(b)], 1)
        x = self.pool(x)
        x = F.interpolate(x, scale_factor=2, mode="nearest")
        x = F.adaptive_avg_pool2d(x, 1).flatten(1)
        return F.softmax(self.fc(x), -1), x


def strip(path):
    """Takes out the traces, which are about the machine the file was made on."""
    file = onnx.load(path)
    graph = file.graph
    for holder in [graph, *graph.node, *graph.input, *graph.output, *graph.value_info, *graph.initializer]:
        kept = [entry for entry in holder.metadata_props if "stack_trace" not in entry.key]
        del holder.metadata_props[:]
        holder.metadata_props.extend(kept)
    onnx.save(file, path)


names = {"input_names": ["image"], "output_names": ["probabilities", "embedding"]}
net = Net().eval()
image = torch.sin(torch.arange(2 * 3 * 16 * 16, dtype=torch.float64) * 0.1).float().reshape(2, 3, 16, 16)
OUT.mkdir(exist_ok=True)
with torch.no_grad():
    probabilities, embedding = net(image)
outputs = {"probabilities": probabilities.flatten().tolist(), "embedding": embedding.flatten().tolist()}
(OUT / "outputs.json").write_text(json.dumps(outputs, indent=1) + "\n")
# PRESERVE keeps batch normalization a node of its own.
torch.onnx.export(net, image, OUT / "torchscript.onnx", dynamo=False, opset_version=12,
                  training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=True, **names)
torch.onnx.export(net, (image,), OUT / "dynamo.onnx", dynamo=True, external_data=False,
                  dynamic_shapes=({0: torch.export.Dim("batch")},), **names)
for name in ("torchscript", "dynamo"):
    strip(OUT / f"{name}.onnx")
