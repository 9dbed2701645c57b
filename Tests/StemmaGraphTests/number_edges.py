"""Numbers the models in a table of edges, gzipped CSV with the columns `child` and `parent`.

Writes the number of nodes, then one edge a line, `child parent`, by number.
"""

import csv
import gzip
import sys


def main():
    numbers = {}
    with gzip.open(sys.argv[1], "rt", encoding="utf-8", newline="") as table:
        edges = [
            [numbers.setdefault(row[end], len(numbers)) for end in ("child", "parent")]
            for row in csv.DictReader(table)
        ]
    print(len(numbers))
    for child, parent in edges:
        print(child, parent)


if __name__ == "__main__":
    main()
