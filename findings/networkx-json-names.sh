#!/usr/bin/env bash
# networkx's JSON writers overwrite an edge's `source` and a node's `id`, or cut the edges loose.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages networkx==3.6.1 pandas==3.1.1
check <<'PYTHON'
import networkx
from finding import expect, seen

graph = networkx.DiGraph()
graph.add_node("org/base", id="621ffdc136468d709f180294")
graph.add_edge("org/child", "org/base", source="card", relation="quantized")

expect("networkx",
       "attributes named `source` and `id` are kept, or refused as to_pandas_edgelist does")
data = networkx.node_link_data(graph)
seen("node_link_data, the edge", data["edges"],
     [{"source": "org/child", "target": "org/base", "relation": "quantized"}])
seen("node_link_data, the base", data["nodes"][0], {"id": "org/base"})

# Cytoscape.js finds an edge's ends by the nodes' `id`.
elements = networkx.cytoscape_data(graph)["elements"]
ids = [node["data"]["id"] for node in elements["nodes"]]
seen("cytoscape_data, ids of nodes", ids, ["621ffdc136468d709f180294", "org/child"])
seen("cytoscape_data, target of the edge", elements["edges"][0]["data"]["target"], "org/base")

try:
    networkx.to_pandas_edgelist(graph)
    refused = False
except networkx.NetworkXError:
    refused = True
seen("to_pandas_edgelist refuses", refused, True)
PYTHON
