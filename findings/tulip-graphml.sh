#!/usr/bin/env bash
# Tulip keeps of a text what follows its last entity, and reads a count above 2^31 as 0 or negative.
set -euo pipefail
source "$(dirname "$0")/common.sh"
packages tulip-python==6.0.0
check <<'PYTHON'
from finding import expect, seen
from tulip import tlp

with open("family.graphml", "w") as file:
    file.write("""<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="n" for="node" attr.name="name" attr.type="string"/>
<key id="l" for="node" attr.name="downloads" attr.type="long"/>
<key id="d" for="node" attr.name="as_double" attr.type="double"/>
<graph id="family" edgedefault="directed">
<node id="m1"><data key="n">terms &lt;of&gt; use</data><data key="l">3000000000</data>
<data key="d">3000000000</data></node>
<node id="m2"><data key="n">plain</data><data key="l">2000000000</data></node>
<edge source="m2" target="m1"/></graph></graphml>
""")
with open("family.gml", "w") as file:
    file.write('graph [ directed 1 node [ id 0 label "org/a" downloads 3000000000 ]'
               ' node [ id 1 label "org/b" downloads 5 ] edge [ source 1 target 0 ] ]\n')


def first(plugin, name, property):
    parameters = tlp.getDefaultPluginParameters(plugin, None)
    parameters["file::filename"] = name
    graph = tlp.importGraph(plugin, parameters)
    return graph.getProperty(property).getNodeStringValue(next(iter(graph.getNodes())))


expect("tulip-python", "the text whole, and a `long` of 64 bits, as GraphML defines it")
seen("text 'terms <of> use'", first("GraphML", "family.graphml", "name"), " use")
seen("GraphML, long 3000000000", first("GraphML", "family.graphml", "downloads"), "0")
seen("GraphML, double 3000000000", first("GraphML", "family.graphml", "as_double"), "3e+09")
seen("GML, 3000000000", first("GML", "family.gml", "downloads"), "-1294967296")
PYTHON
