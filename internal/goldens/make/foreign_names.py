"""Makes data/foreign-names.json: python make/foreign_names.py (torch 2.13, torchvision 0.28, timm 1.0.29, numpy 2).

Networks as others name their parameters: a row has the names with shapes, in order, and ten logits (or eight values
of each feature map, at flat indices spread evenly) at 96x128, of weights made from those names by SPEC.md.
"""

import json
import pathlib
import sys

import numpy
import torch

try:
    import torchvision  # noqa: F401
except RuntimeError:
    # Without torchvision's compiled part the two operators it declares are missing; no network here uses them.
    for name in [name for name in sys.modules if name.startswith("torchvision")]:
        del sys.modules[name]
    library = torch.library.Library("torchvision", "FRAGMENT")
    for operator in ("nms", "qnms"):
        library.define(operator + "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
import timm
from seeded import seeded, uniform
from torchvision import models

DATA = pathlib.Path(__file__).parent.parent / "data"
SIZE = (96, 128)
torch.set_num_threads(1)


def outputs(network):
    x = torch.from_numpy(((2 * uniform("input", 3 * SIZE[0] * SIZE[1]) - 1) * 2).astype(numpy.float32))
    with torch.no_grad():
        result = network.eval()(x.reshape(1, 3, *SIZE))
    plain = lambda tensor: [float(str(numpy.float32(v.item()))) for v in tensor]
    if isinstance(result, torch.Tensor):
        return {"logits": plain(result[0])}
    spread = lambda t: t.reshape(-1)[torch.arange(8) * (t.numel() // 8)]
    return {"features": [{"shape": list(t.shape), "values": plain(spread(t))} for t in result]}


def row(source, model, network, gain, options=None, theirs=lambda name: name):
    own = {k: tuple(v.shape) for k, v in network.state_dict().items() if not k.endswith("num_batches_tracked")}
    state = {name: seeded(theirs(name), shape, gain) for name, shape in own.items()}
    missing, unexpected = network.load_state_dict(state, strict=False)
    assert not unexpected and all(name.endswith("num_batches_tracked") for name in missing), (missing, unexpected)
    names = [[theirs(name), list(shape)] for name, shape in own.items()]
    print(source, model, len(names))
    return {"source": source, "model": model, "options": options or {}, "gain": gain, "tensors": names, **outputs(network)}


def official_fasternet(name):
    """The authors' names, as a comment in timm's fasternet.py (checkpoint_filter_fn) converts them."""
    first, *rest = name.split(".")
    if first == "stages":
        stage, part, *leaf = rest
        place = 2 * int(stage) - (1 if part == "downsample" else 0)
        return ".".join(["stages", str(place), *([part] if part == "blocks" else []), *leaf])
    return name.replace("conv_head.", "avgpool_pre_head.1.").replace("classifier.", "head.")


def features(model, gain):
    network = timm.create_model(model, features_only=True)
    return row("timm's features_only", model, network, gain, {"features": True})


def main():
    v3 = {"bnEps": 1e-3}
    rows = [
        row("torchvision", "mobilenetv2_100", models.mobilenet_v2(num_classes=10), 1.3),
        row("torchvision", "mobilenetv2_140", models.mobilenet_v2(num_classes=10, width_mult=1.4), 1.3),
        row("torchvision", "mobilenetv3_large_100", models.mobilenet_v3_large(num_classes=10), 1.6, v3),
        row("torchvision", "mobilenetv3_small_100", models.mobilenet_v3_small(num_classes=10), 1.6, v3),
        row("torchvision", "regnetx_004_tv", models.regnet_x_400mf(num_classes=10), 1),
        row("torchvision", "regnetx_008", models.regnet_x_800mf(num_classes=10), 1),
        row("FasterNet", "fasternet_t0", timm.create_model("fasternet_t0", num_classes=10), 0.65, None, official_fasternet),
        features("ghostnet_100", 0.9),
        features("cspresnet50d", 1),
        features("cspdarknet53", 1),
        features("fasternet_t0", 0.65),
    ]
    (DATA / "foreign-names.json").write_text("[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]\n")


main()
