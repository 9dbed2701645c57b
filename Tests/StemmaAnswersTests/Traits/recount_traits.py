"""Recounts the changes of a trait in a cache, as an independent answer to compare with.

    python3 recount_traits.py CACHE license|language|task '["VALUE", "VALUE", ...]'

The values come in the order to be judged. Writes edges, edges on which both ends state the trait,
those on which it changes, pairs, agreeing pairs, mutations, agreeing mutations, mean mutation. A license
`other` is told by the name and the link that the card gives it.
"""

import json
import sqlite3
import sys
from collections import Counter
from itertools import combinations

COLUMNS = {"license": "license", "language": "languages", "task": "pipeline_tag"}


def main(cache, trait, order):
    database = sqlite3.connect(f"file:{cache}?mode=ro", uri=True)
    traits = {
        repo: {
            f"{value} ({more})" if trait == "license" and value.lower() == "other" and more else value
            for value in (text or "").split(",")
            if value
        }
        for repo, text, more in database.execute(
            f"SELECT id, {COLUMNS[trait]}, coalesce(nullif(license_name, '') || ', '"
            "  || nullif(license_link, ''), nullif(license_name, ''), nullif(license_link, ''))"
            " FROM repo WHERE kind = 'model' AND gone_since IS NULL"
        )
    }
    edges = list(
        database.execute(
            "SELECT parent, child FROM edge WHERE last_seen IS NULL AND parent <> child"
        )
    )
    rates, moves = [], Counter()
    for parent, child in edges:
        p, c = traits.get(parent), traits.get(child)
        if p and c:
            rates.append(len(p ^ c) / len(p | c))
            moves.update({(i, j) for i in p - c for j in c} | {(i, j) for i in p for j in c - p})
    pairs = [(moves[i, j], moves[j, i]) for i, j in combinations(json.loads(order), 2)]
    print(
        len(edges),
        len(rates),
        sum(rate > 0 for rate in rates),
        sum(there != back for there, back in pairs),
        sum(there > back for there, back in pairs),
        sum(there + back for there, back in pairs),
        sum(there for there, back in pairs),
        sum(rates) / len(rates),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
