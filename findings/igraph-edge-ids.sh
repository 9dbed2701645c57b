#!/usr/bin/env bash
# igraph gives the edges of a GraphML file the ids of its nodes; networkx writes such files.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages igraph==1.0.0 networkx==3.6.1
check <<'PYTHON'
import igraph
import networkx
from finding import expect, seen

family = networkx.MultiDiGraph()
family.add_edge("org/child", "org/base", key="declared")
family.add_edge("org/child", "org/other", key="inferred")
family.add_edge("org/other", "org/base", key="declared-2")
networkx.write_graphml(family, "family.graphml")
with open("family.graphml") as file:
    written = 'id="inferred"' in file.read()

expect("igraph networkx", "an edge's `id` is the id that the file gives it")
seen("the file has the edge's id", written, True)
graph = igraph.Graph.Read_GraphML("family.graphml")
seen("ids of nodes", graph.vs["id"], ["org/child", "org/base", "org/other"])
seen("ids of edges", graph.es["id"], ["org/child", "org/base", "org/other"])
back = networkx.read_graphml("family.graphml", force_multigraph=True)
seen("networkx, keys of edges", sorted(key for _, _, key in back.edges),
     ["declared", "declared-2", "inferred"])
PYTHON
