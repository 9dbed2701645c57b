#!/usr/bin/env bash
# ModelInfo.base_models, declared a list of names, gives the words "relation" and "models" in a loop.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages huggingface_hub==2.4.0
check <<'PYTHON'
from typing import get_type_hints

from finding import expect, seen
from huggingface_hub import ModelInfo

# What the Hub answers to expand=baseModels and expand=childrenModelCount, with other names.
info = ModelInfo(
    id="org/child",
    baseModels={"relation": "quantized",
                "models": [{"_id": "621ffdc136468d709f180294", "id": "org/base"}]},
    childrenModelCount={"adapter": 1, "merge": 0, "quantized": 2, "finetune": 4},
)

expect("huggingface_hub", "a list of ids and a number, as the class and its description say")
declared = get_type_hints(ModelInfo)
seen("declared", (str(declared["base_models"]), str(declared["children_model_count"])),
     ("list[str] | None", "int | None"))
seen("the base models in a loop", [name for name in info.base_models], ["relation", "models"])
seen("org/base is among them", "org/base" in info.base_models, False)
seen("the children", info.children_model_count,
     {"adapter": 1, "merge": 0, "quantized": 2, "finetune": 4})
PYTHON
