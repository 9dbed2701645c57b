#!/usr/bin/env bash
# huggingface_hub loads the language Norwegian as false, and saves the card so, with other tags besides.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages huggingface_hub==2.4.0 ruamel.yaml==0.18.15
check <<'PYTHON'
from finding import expect, seen
from huggingface_hub import ModelCard
from ruamel.yaml import YAML

CARD = """---
language:
- nb
- no
tags:
- on
- 8_0
- 2024-05-13
version: 1.10
---
A model of two languages.
"""


def as_1_2(card):
    return dict(YAML(typ="safe", pure=True).load(card.split("---")[1]))


expect("huggingface_hub", "a card that is loaded and saved says what it said")
card = ModelCard(CARD)
seen("languages", card.data.language, ["nb", False])
seen("tags", [str(tag) for tag in card.data.tags], ["True", "80", "2024-05-13"])
seen("the languages saved, as YAML 1.2 has them", as_1_2(str(card))["language"], ["nb", False])
seen("as they were", as_1_2(CARD)["language"], ["nb", "no"])
seen("the tags saved", as_1_2(str(card))["tags"][:2], [True, 80])
PYTHON
