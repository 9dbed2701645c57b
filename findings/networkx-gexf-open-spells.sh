#!/usr/bin/env bash
# networkx reads a GEXF spell without an end as one that ends at the text "None", and writes that.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages networkx==3.6.1
check <<'PYTHON'
import re

import networkx
from finding import expect, seen

with open("family.gexf", "w") as file:
    file.write("""<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">
<graph mode="dynamic" defaultedgetype="directed" timeformat="date"><nodes>
<node id="n0" label="org/base"><spells><spell start="2022-03-02"/></spells></node>
<node id="n1" label="org/child"><spells><spell end="2024-05-06"/></spells></node>
</nodes><edges><edge id="e0" source="n1" target="n0"/></edges></graph></gexf>
""")

expect("networkx", "a side that is open is None, and stays open when the graph is written again")
graph = networkx.read_gexf("family.gexf")
seen("spells of the base", graph.nodes["n0"]["spells"], [("2022-03-02", "None")])
seen("spells of the child", graph.nodes["n1"]["spells"], [("None", "2024-05-06")])
start, end = graph.nodes["n1"]["spells"][0]
seen("the child is there in 2023", start <= "2023-01-01" <= end, False)
networkx.write_gexf(graph, "again.gexf")
with open("again.gexf") as file:
    spells = re.findall("<spell ([^>]*?) ?/>", file.read())
seen("written again", spells, ['start="2022-03-02" end="None"', 'start="None" end="2024-05-06"'])
PYTHON
