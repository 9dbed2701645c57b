#!/usr/bin/env bash
# pandas reads the language Min Nan (`nan`) and owners named `null` or `NA` as missing values.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages pandas==3.1.1 polars==2.1.0
check <<'PYTHON'
import io

import pandas
import polars
from finding import expect, seen

TABLE = """language,owner,models
nan,org,12
zh,null,30
en,NA,40
nb,None,50
"""

expect("pandas polars", "the ISO 639-3 code `nan` and a person's name are text, as written")
frame = pandas.read_csv(io.StringIO(TABLE))
seen("pandas, missing languages", int(frame["language"].isna().sum()), 1)
seen("pandas, missing owners", int(frame["owner"].isna().sum()), 3)
seen("pandas, models by language", frame.groupby("language")["models"].sum().to_dict(),
     {"en": 40, "nb": 50, "zh": 30})
kept = pandas.read_csv(io.StringIO(TABLE), keep_default_na=False, na_values=[""])
seen("pandas with keep_default_na=False", int(kept.isna().sum().sum()), 0)
seen("polars, languages", polars.read_csv(io.StringIO(TABLE))["language"].to_list(),
     ["nan", "zh", "en", "nb"])
PYTHON
