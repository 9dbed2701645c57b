#!/usr/bin/env bash
# igraph writes an unknown license as the text "None", and an unknown yes or no as no.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages igraph==1.0.0
check <<'PYTHON'
import igraph
from finding import expect, seen

family = igraph.Graph(directed=True)
family.add_vertices(["org/base", "org/child"])
family.vs["license"] = ["mit", None]
family.vs["gated"] = [True, None]
family.vs["downloads"] = [3_000_000_000, None]
family.add_edge(1, 0)

expect("igraph", "a missing value is left out of the file: GraphML has no data element for it")
family.write_graphml("family.graphml")
child = igraph.Graph.Read_GraphML("family.graphml").vs[1]
seen("license", child["license"], "None")
seen("gated", child["gated"], False)
with open("family.graphml") as file:
    text = file.read()
seen("in the file", 'key="v_license">None<' in text and 'key="v_gated">false<' in text, True)
seen("downloads, missing, are NaN", child["downloads"] != child["downloads"], True)
PYTHON
