#!/usr/bin/env bash
# A number or a yes that a GraphML file leaves out is 0 or no in Tulip, and its default nothing in networkx.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages tulip-python==6.0.0 igraph==1.0.0 networkx==3.6.1
check <<'PYTHON'
import igraph
import networkx
from finding import expect, seen
from tulip import tlp

FACTS = ["downloads", "gated", "likes"]
with open("family.graphml", "w") as file:
    file.write("""<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d" for="node" attr.name="downloads" attr.type="double"/>
<key id="g" for="node" attr.name="gated" attr.type="boolean"/>
<key id="l" for="node" attr.name="likes" attr.type="int"><default>7</default></key>
<graph id="family" edgedefault="directed">
<node id="m1"><data key="d">12</data><data key="g">true</data><data key="l">3</data></node>
<node id="m2"/>
<edge source="m2" target="m1"/></graph></graphml>
""")

expect("tulip-python igraph networkx",
       "what a node lacks is its key's default, and where the key has none it stays missing")
family = tlp.importGraph("GraphML", {"file::filename": "family.graphml"})
by_tulip = {name: family.getProperty(name) for name in FACTS}
base, child = family.getNodes()
seen("Tulip, m1", [by_tulip[name][base] for name in FACTS], [12.0, True, 3])
seen("Tulip, m2", [by_tulip[name][child] for name in FACTS], [0.0, False, 7])
known = [by_tulip["downloads"][node] for node in family.getNodes()]
seen("Tulip, mean of the downloads", sum(known) / len(known), 6.0)
edge = next(iter(family.getEdges()))
seen("Tulip, downloads of the edge", by_tulip["downloads"][edge], 0.0)

child = igraph.Graph.Read_GraphML("family.graphml").vs[1]
seen("igraph, m2", [str(child[name]) for name in FACTS], ["nan", "False", "7.0"])

graph = networkx.read_graphml("family.graphml")
seen("networkx, m2", graph.nodes["m2"], {})
known = list(networkx.get_node_attributes(graph, "downloads").values())
seen("networkx, mean of the downloads", sum(known) / len(known), 12.0)
seen("networkx, likes", networkx.get_node_attributes(graph, "likes"), {"m1": 3})
seen("networkx keeps the default beside the nodes", graph.graph["node_default"], {"likes": 7})
networkx.write_graphml(graph, "again.graphml")
again = igraph.Graph.Read_GraphML("again.graphml").vs[1]
seen("igraph, likes of m2 in what networkx wrote", again["likes"], 7.0)
PYTHON
