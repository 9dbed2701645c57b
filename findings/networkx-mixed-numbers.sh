#!/usr/bin/env bash
# Whole numbers beside fractions: networkx writes GEXF that it cannot read, and GraphML that igraph refuses.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages networkx==3.6.1 igraph==1.0.0
check <<'PYTHON'
import igraph
import networkx
from finding import expect, seen

family = networkx.DiGraph()
family.add_node("org/base", share=1, downloads=3_000_000_000)
family.add_node("org/chat", share=0.5, downloads=7)
family.add_edge("org/chat", "org/base")

expect("networkx igraph", "what networkx writes without an error it reads again, and igraph does")
networkx.write_gexf(family, "family.gexf")
try:
    networkx.read_gexf("family.gexf")
    told = "read"
except ValueError as error:
    told = str(error)
seen("GEXF by networkx", told, "invalid literal for int() with base 10: '0.5'")

networkx.write_graphml(family, "family.graphml")
nodes = networkx.read_graphml("family.graphml").nodes(data="share")
seen("GraphML by networkx", dict(nodes), {"org/base": 1, "org/chat": 0.5})
try:
    igraph.Graph.Read_GraphML("family.graphml")
    told = "read"
except igraph.InternalError as error:
    told = "Duplicate attribute name found: 'share'" in str(error)
seen("GraphML by igraph, a name declared twice", told, True)

networkx.write_gml(family, "family.gml")
seen("GML by networkx, downloads", dict(networkx.read_gml("family.gml").nodes(data="downloads")),
     {"org/base": "3000000000", "org/chat": 7})

for _, facts in family.nodes(data=True):
    facts.update(share=float(facts["share"]), downloads=float(facts["downloads"]))
networkx.write_gexf(family, "family.gexf")
networkx.write_graphml(family, "family.graphml")
seen("with floats alone: GEXF, GraphML",
     (networkx.read_gexf("family.gexf").nodes["org/chat"]["share"],
      igraph.Graph.Read_GraphML("family.graphml").vs["share"]), (0.5, [1.0, 0.5]))
PYTHON
