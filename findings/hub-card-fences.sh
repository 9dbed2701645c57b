#!/usr/bin/env bash
# A blank after a card's first line, and huggingface_hub saves a second head over the one that it missed.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages huggingface_hub==2.4.0 python-frontmatter==1.3.0
check 2> log <<'PYTHON' || { cat log; exit 1; }
import frontmatter
from finding import expect, seen
from huggingface_hub import ModelCard

CARD = "--- \nlicense: mit\nbase_model: org/base\n---\nA model.\n"

# There is a line in the log: "Repo card metadata block was not found."
expect("huggingface_hub python-frontmatter", "a blank that nobody sees changes nothing")
both = {"license": "mit", "base_model": "org/base"}
seen("python-frontmatter", frontmatter.loads(CARD).metadata, both)
card = ModelCard(CARD)
seen("huggingface_hub", card.data.to_dict(), {})
card.data.tags = ["chat"]
saved = str(card)
fences = [line for line in saved.splitlines() if line.startswith("---")]
seen("lines of hyphens once a tag is added", len(fences), 4)
seen("python-frontmatter, of what is saved", frontmatter.loads(saved).metadata, {"tags": ["chat"]})
PYTHON
