#!/usr/bin/env bash
# huggingface_hub loads and saves the results of two models in one card as those of the last one.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages huggingface_hub==2.4.0
check <<'PYTHON'
from finding import expect, seen
from huggingface_hub import ModelCard

CARD = """---
license: mit
model-index:
- name: small
  results:
  - task: {type: text-generation}
    dataset: {name: Arithmetic, type: org/arithmetic}
    metrics: [{type: accuracy, value: 0.25}]
- name: large
  results:
  - task: {type: text-generation}
    dataset: {name: Riddles, type: org/riddles}
    metrics: [{type: accuracy, value: 0.75}]
---
"""

expect("huggingface_hub", "`model-index` is a list of models, and each keeps its results")
data = ModelCard(CARD).data
seen("the name", data.model_name, "large")
index = data.to_dict()["model-index"]
seen("models saved", [one["name"] for one in index], ["large"])
seen("results of the large one", [one["dataset"]["name"] for one in index[0]["results"]],
     ["Arithmetic", "Riddles"])
PYTHON
