"""Makes data/global-pool.json: python make/global_pool.py (torch 2.13, timm 1.0.29, numpy 2).

Networks built with timm's `global_pool`: a row has the keys whose shape it changes and ten logits at 96x128; for '' and no
classes the shape of the map and eight of its values, at flat indices spread evenly.
"""

import json
import pathlib

import numpy
import timm
import torch
from seeded import seeded, uniform

DATA = pathlib.Path(__file__).parent.parent / "data"
SIZE = (96, 128)
POOLS = ("max", "avgmax", "catavgmax", "")
NARROW = ("max", "avgmax", "")
NETWORKS = {
    "mobilenetv1_100": ("catavgmax",),
    "mobilenetv2_050": POOLS,
    "mobilenetv3_small_050": POOLS,
    "mobilenetv4_conv_small_050": ("catavgmax", ""),
    # timm builds these with catavgmax, too, but their head's convolution does not take twice the channels.
    "ghostnet_050": NARROW,
    "ghostnetv2_100": ("max",),
    "ghostnetv3_050": ("max",),
    "fasternet_t0": NARROW,
    "cspresnet50": ("catavgmax",),
    "regnetx_002": POOLS,
}
torch.set_num_threads(1)


def shapes(network):
    return {k: tuple(v.shape) for k, v in network.state_dict().items() if not k.endswith("num_batches_tracked")}


def row(model, pool, gain):
    network = timm.create_model(model, num_classes=0 if pool == "" else 10, global_pool=pool).eval()
    own = shapes(network)
    network.load_state_dict({name: seeded(name, shape, gain) for name, shape in own.items()}, strict=False)
    x = torch.from_numpy(((2 * uniform("input", 3 * SIZE[0] * SIZE[1]) - 1) * 2).astype(numpy.float32))
    with torch.no_grad():
        result = network(x.reshape(1, 3, *SIZE))
    usual = shapes(timm.create_model(model, num_classes=10))
    changed = {name: list(shape) for name, shape in own.items() if usual[name] != shape}
    flat = result.reshape(-1) if pool else result.reshape(-1)[torch.arange(8) * (result.numel() // 8)]
    values = [float(str(numpy.float32(v.item()))) for v in flat]
    print(model, pool, changed)
    return {"model": model, "pool": pool, "gain": gain, "changed": changed, "shape": list(result.shape), "values": values}


gains = {entry["model"]: entry["gain"] for entry in json.loads((DATA / "timm-zoo.json").read_text())}
rows = [row(model, pool, gains[model]) for model, pools in NETWORKS.items() for pool in pools]
(DATA / "global-pool.json").write_text("[\n" + ",\n".join(json.dumps(row, separators=(",", ":")) for row in rows) + "\n]\n")
