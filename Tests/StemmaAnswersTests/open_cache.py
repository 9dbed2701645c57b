"""Opens every table, view and named query of a cache in one program, and compares the rows.

    python3 open_cache.py PROGRAM CACHE FOLDER PARAMETERS

FOLDER holds what `stemma export datasette` wrote; PARAMETERS is a JSON object with a value for each
parameter that has none of its own. What Python's sqlite3 reads is what every program should. Prints
a line for whatever is otherwise, then how much was opened.
"""

import asyncio
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

cache, folder, parameters = sys.argv[2], Path(sys.argv[3]), json.loads(sys.argv[4])
metadata = json.loads((folder / "metadata.json").read_text())
database = metadata["databases"][Path(cache).stem]
sqlite = sqlite3.connect(f"file:{cache}?mode=ro", uri=True)
TABLES = [name for (name,) in sqlite.execute(
    "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') "
    "AND name NOT LIKE 'sqlite_%' ORDER BY name")]


def queries():
    """The SQL of each named query with its values in the place of its parameters."""
    for name, query in database["queries"].items():
        sql = query["sql"].rstrip().rstrip(";")
        for parameter in sorted(query["params"], key=len, reverse=True):
            value = parameters.get(parameter, "").replace("'", "''")
            sql = sql.replace(f":{parameter}", f"'{value}'")
        yield name, sql


def everything():
    for name in TABLES:
        # The shell writes the bytes of a blob as text: their number is compared alone.
        blob = name == "graph_array" and sys.argv[1] == "sqlite3"
        yield name, f'SELECT {"name, part, length(value)" if blob else "*"} FROM "{name}"'
    yield from queries()


def is_number(text):
    try:
        float(text)
    except ValueError:
        return False
    return True


def plain(value):
    """A value as any program may give it: none tells 1 from 1.0 or, in a query, from its text."""
    if value is None or value != value:
        return None
    if isinstance(value, (bytes, bytearray)):
        return bytes(value).hex()
    if isinstance(value, (bool, int, float)) or type(value).__name__ in ("int64", "float64"):
        return repr(round(float(value), 6))
    return repr(round(float(value), 6)) if is_number(value) else str(value)


def rows_of(rows):
    return sorted((tuple(plain(value) for value in row) for row in rows), key=repr)


def compare(read):
    """Reads each with `read`, which takes a name and its SQL, and tells what differs."""
    count = 0
    for name, sql in everything():
        wanted = rows_of(sqlite.execute(sql))
        try:
            found = rows_of(read(name, sql))
        except Exception as error:
            print(f"{name}: {type(error).__name__} {error}".replace("\n", " ")[:300])
            continue
        count += 1
        if found != wanted:
            other = next((pair for pair in zip(wanted, found) if pair[0] != pair[1]), "")
            print(f"{name}: {len(wanted)} rows, but {len(found)}: {other}"[:600])
    print(f"{count} opened")


def by_shell():
    def read(_, sql):
        shell = subprocess.run(
            ["sqlite3", "-readonly", "-json", cache, sql],
            capture_output=True, text=True, check=True)
        return [row.values() for row in json.loads(shell.stdout or "[]")]

    compare(read)


def by_pandas():
    import pandas

    connection = sqlite3.connect(f"file:{cache}?mode=ro", uri=True)
    compare(lambda _, sql: pandas.read_sql_query(sql, connection).itertuples(index=False))


def by_polars():
    import polars

    connection = sqlite3.connect(f"file:{cache}?mode=ro", uri=True)
    compare(lambda _, sql: polars.read_database(
        sql, connection, infer_schema_length=None).rows())


def by_duckdb():
    import duckdb
    from importlib.resources import files

    extensions = files("duckdb_extension_sqlite_scanner").joinpath("extensions")
    duck = duckdb.connect()
    duck.execute(f"LOAD '{next(extensions.glob('*/*.duckdb_extension'))}'")
    duck.execute(f"ATTACH '{cache}' AS hub (TYPE sqlite, READ_ONLY)")
    listed = {name for (name,) in duck.execute(
        "SELECT name FROM (SHOW ALL TABLES) WHERE database = 'hub' "
        "UNION ALL SELECT view_name FROM duckdb_views() WHERE database_name = 'hub'").fetchall()}
    for name in sorted(set(TABLES) - listed):
        print(f"{name}: not listed")
    # Another connection: what `sqlite_query` opens stays open in the first.
    asked = duck.cursor()

    def read(name, sql):
        if name in TABLES and sql.startswith("SELECT * "):
            return duck.execute(f'SELECT * FROM hub."{name}"').fetchall()
        text = sql.replace("'", "''")
        return asked.execute(f"SELECT * FROM sqlite_query('hub', '{text}')").fetchall()

    compare(read)


def by_datasette():
    from datasette import __version__
    from datasette.app import Datasette

    bounds = {"settings": {"sql_time_limit_ms": 30000, "max_returned_rows": 100000}}
    if __version__.startswith("0."):
        datasette = Datasette([cache], metadata=metadata, **bounds)
    else:
        config = json.loads((folder / "datasette.json").read_text())
        datasette = Datasette([cache], metadata=metadata, config=config, **bounds)
    stem = Path(cache).stem

    async def walk():
        await datasette.invoke_startup()
        count = 0
        for name in TABLES + list(database["queries"]):
            asked = ""
            if name in database["queries"]:
                asked = "?" + "&".join(f"{each}={parameters.get(each, '')}"
                                       for each in database["queries"][name]["params"])
            for ending in ("", ".json"):
                reply = await datasette.client.get(f"/{stem}/{name}{ending}{asked}")
                if reply.status_code != 200:
                    print(f"{name}{ending}: {reply.status_code} {reply.text[:200]!r}")
                    continue
                count += 1
                told = database["queries"].get(name) or database["tables"].get(name, {})
                if not ending and told.get("title", "") not in reply.text:
                    print(f"{name}: its title is not on its page")
        print(f"{count // 2} opened")

    asyncio.run(walk())


{"sqlite3": by_shell, "pandas": by_pandas, "polars": by_polars, "duckdb": by_duckdb,
 "datasette": by_datasette}[sys.argv[1]]()
