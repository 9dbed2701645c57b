#!/usr/bin/env bash
# A view of an SQLite file that DuckDB opens is read as DuckDB's SQL: LIKE, / and = differ.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages duckdb==1.5.5 duckdb-extension-sqlite-scanner==1.5.5
check <<'PYTHON'
import sqlite3
from importlib.resources import files

import duckdb
from finding import expect, seen

hub = sqlite3.connect("hub.sqlite")
hub.executescript("""
    CREATE TABLE model (id TEXT COLLATE NOCASE PRIMARY KEY, downloads INTEGER);
    INSERT INTO model VALUES ('Org/Base', 7), ('org/base-gguf', 3);
    CREATE VIEW family AS SELECT id FROM model WHERE id LIKE 'org/%';
    CREATE VIEW half AS SELECT downloads / 2 AS half FROM model;
    CREATE VIEW base AS SELECT downloads FROM model WHERE id = 'org/base';
""")
hub.commit()

extensions = files("duckdb_extension_sqlite_scanner").joinpath("extensions")
extension = next(extensions.glob("*/*.duckdb_extension"))
duck = duckdb.connect()
duck.execute(f"LOAD '{extension}'")
duck.execute("ATTACH 'hub.sqlite' AS hub (TYPE sqlite)")


def both(query):
    inside = query.replace("FROM ", "FROM hub.")
    return hub.execute(query).fetchall(), duck.execute(inside).fetchall()


expect(
    "duckdb duckdb-extension-sqlite-scanner",
    "a view of the file gives the rows that SQLite gives",
)
seen("rows of LIKE 'org/%'", both("SELECT count(*) FROM family"), ([(2,)], [(1,)]))
seen("7 / 2", both("SELECT max(half) FROM half"), ([(3,)], [(3.5,)]))
seen("rows of id = 'org/base'", both("SELECT count(*) FROM base"), ([(1,)], [(0,)]))

# SQLite allows ON after CROSS JOIN. One such view, and no table of the file is listed any more.
hub.execute("CREATE VIEW pair AS SELECT a.id FROM model AS a CROSS JOIN model AS b ON a.id = b.id")
hub.commit()
duck.execute("DETACH hub")
duck.execute("ATTACH 'hub.sqlite' AS hub (TYPE sqlite)")
try:
    listed = duck.execute("SHOW ALL TABLES").fetchall()
except duckdb.ParserException:
    listed = "refused"
seen("the list of tables beside a view with CROSS JOIN ... ON", listed, "refused")
scan = duck.execute("SELECT count(*) FROM sqlite_scan('hub.sqlite', 'model')").fetchall()
seen("rows of the table by its name", scan, [(2,)])
PYTHON
