#!/usr/bin/env bash
# NetworKit reads dynamic GEXF by the digits of an id alone: m1, g1 and m01 are one node.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages networkit==11.3
check <<'PYTHON'
import networkit
from finding import expect, seen


def added(ids):
    with open("family.gexf", "w") as file:
        file.write('<?xml version="1.0"?><gexf version="1.2"><graph mode="dynamic" '
                   'defaultedgetype="directed" timeformat="double"><nodes>')
        for start, id in enumerate(ids):
            file.write(f'<node id="{id}" label="{id}" start="{start}.0"/>')
        file.write(f'</nodes><edges><edge id="0" source="{ids[0]}" target="{ids[1]}" start="9.0"/>'
                   "</edges></graph></gexf>")
    _, events = networkit.graphio.GEXFReader().read("family.gexf")
    return " ".join(event for event in map(str, events) if event[:2] in ("an", "ae"))


expect("networkit", "three ids are three nodes; the format lets an id be any text")
seen("additions for n0, n1, n2", added(["n0", "n1", "n2"]), "an(0) an(1) an(2) ae(0,1,1)")
seen("additions for m1, g1, m2", added(["m1", "g1", "m2"]), "an(0) an(0) an(1) ae(1,0,1)")
seen("additions for m1, m01, m2", added(["m1", "m01", "m2"]), "an(0) an(0) an(1) ae(1,0,1)")
PYTHON
