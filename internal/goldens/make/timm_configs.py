"""Makes data/timm-configs.json: python make/timm_configs.py (timm 1.0.29).

How timm prepares pictures for each published checkpoint of the networks named in data/timm-zoo.json.
"""

import json
import pathlib

import timm

DATA = pathlib.Path(__file__).parent.parent / "data"
ALWAYS = ("input_size", "crop_pct", "interpolation", "mean", "std", "num_classes")
TEST = ("test_input_size", "test_crop_pct")


def row(config):
    fields = {key: config[key] for key in ALWAYS}
    fields |= {key: config[key] for key in TEST if config.get(key) is not None}
    return fields | {"crop_mode": config.get("crop_mode") or "center", "hf_hub_id": config["hf_hub_id"]}


names = [entry["model"] for entry in json.loads((DATA / "timm-zoo.json").read_text())]
rows = {
    tagged: row(timm.get_pretrained_cfg(tagged).to_dict())
    for name in names
    for tagged in timm.list_pretrained(f"{name}.*")
}
lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(fields)}" for name, fields in rows.items())
(DATA / "timm-configs.json").write_text(f"{{\n{lines}\n}}\n")
