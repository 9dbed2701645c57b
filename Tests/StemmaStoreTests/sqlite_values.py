"""Evaluates SQL expressions with the SQLite of Python, as an answer to compare with.

    python3 sqlite_values.py < EXPRESSIONS.json

Reads a list of expressions, and prints a list with the type of each and its bytes in hexadecimal.
"""

import json
import sqlite3
import sys

database = sqlite3.connect(":memory:")
values = [
    database.execute(f"SELECT typeof(v) || ' ' || hex(v) FROM (SELECT {call} AS v)").fetchone()[0]
    for call in json.load(sys.stdin)
]
print(json.dumps(values))
