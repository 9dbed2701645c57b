#!/usr/bin/env bash
# mlcroissant gives a field declared as text back as another text: "1.10" is 1.1, "nan" is missing.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages mlcroissant==1.1.1
check 2> log <<'PYTHON' || { cat log; exit 1; }
import hashlib
import json

import mlcroissant
from finding import expect, seen

TABLE = b"id,version,revision,language\norg/a,1.10,0012345,nan\norg/b,1.9,9912345,nan\n"
COLUMNS = ["id", "version", "revision", "language"]
with open("models.csv", "wb") as file:
    file.write(TABLE)

source = mlcroissant.FileObject(
    id="models.csv", name="models.csv", content_url="models.csv",
    encoding_formats=["text/csv"], sha256=hashlib.sha256(TABLE).hexdigest(),
)
fields = [
    mlcroissant.Field(
        id=f"models/{name}", name=name, data_types=[mlcroissant.DataType.TEXT],
        source=mlcroissant.Source(
            file_object="models.csv", extract=mlcroissant.Extract(column=name)
        ),
    )
    for name in COLUMNS
]
metadata = mlcroissant.Metadata(
    name="models", description="Two models", url="https://example.org/models",
    license="https://example.org/license", distribution=[source],
    record_sets=[mlcroissant.RecordSet(id="models", name="models", fields=fields)],
)
with open("croissant.json", "w") as file:
    json.dump(metadata.to_json(), file, default=str)

expect("mlcroissant", "a field of type sc:Text holds the text of the file")
first = next(iter(mlcroissant.Dataset("croissant.json").records("models")))
seen("version 1.10", first["models/version"], b"1.1")
seen("revision 0012345", first["models/revision"], b"12345")
seen("language nan", first["models/language"], None)
PYTHON
