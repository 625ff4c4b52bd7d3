"""timm's network with given weights as torch.onnx.export writes it: export_timm.py MODEL WEIGHTS.safetensors OUT.onnx HEIGHT WIDTH

What a Python user would hand us: batch 1, fixed size, the exporter's defaults. Needs timm, safetensors, onnx, onnxscript.
"""

import sys

import timm
import torch
from safetensors.torch import load_file

model_name, weights, out, height, width = sys.argv[1:]
model = timm.create_model(model_name).eval()
missing, unexpected = model.load_state_dict(load_file(weights), strict=False)
missing = [key for key in missing if not key.endswith("num_batches_tracked")]
if missing or unexpected:
    sys.exit(f"{model_name} in timm has other keys: missing {missing}, unexpected {unexpected}")
picture = torch.zeros(1, 3, int(height), int(width))
torch.onnx.export(model, (picture,), out, dynamo=True, external_data=False, verbose=False)
