"""Reads an export with the programs of its own world and writes what they saw as JSON.

    read_back.py READER FILE

A graph is written as {"nodes": {key: {attribute: value}}, "edges": [[child, parent, {…}]]}, with
attributes that have no value left out.
"""

import json
import math
import sys


def present(attributes, *left_out):
    return {
        name: value
        for name, value in attributes.items()
        if name not in left_out
        and value not in (None, "")
        and not (isinstance(value, float) and math.isnan(value))
    }


def networkx_graph(graph, *left_out):
    return {
        "nodes": {key: present(facts, *left_out) for key, facts in graph.nodes(data=True)},
        "edges": [
            [child, parent, present(facts, "id", *left_out)]
            for child, parent, facts in graph.edges(data=True)
        ],
    }


def networkx_graphml(path):
    import networkx

    graph = networkx.read_graphml(path)
    # Numbers are declared as doubles, which hold them exactly.
    for _, facts in graph.nodes(data=True):
        facts.update({k: int(v) for k, v in facts.items() if k in {"downloads", "likes"}})
    return networkx_graph(graph)


def networkx_gexf(path):
    import networkx

    graph = networkx.read_gexf(path)
    keys = {id: facts.pop("key") for id, facts in graph.nodes(data=True)}
    return networkx_graph(networkx.relabel_nodes(graph, keys))


def networkx_json(path):
    """Node-link data, read as it is; the signs that XML has for characters it cannot hold."""
    import networkx

    with open(path, encoding="utf-8") as file:
        graph = networkx.node_link_graph(json.load(file), edges="edges")
    signs = str.maketrans({"\0": "\u2400", "\a": "\u2407", "\x1b": "\u241b", "\uffff": "\ufffd"})
    for name, facts in graph.nodes(data=True):
        facts.update({k: v.translate(signs) for k, v in facts.items() if isinstance(v, str)})
        facts["name"] = name.translate(signs)
    for _, _, facts in graph.edges(data=True):
        facts["sources"] = ",".join(facts["sources"])
        facts.update({k: v.translate(signs) for k, v in facts.items() if isinstance(v, str)})
    keys = {name: facts.pop("key") for name, facts in graph.nodes(data=True)}
    return networkx_graph(
        networkx.relabel_nodes(graph, keys), "child", "parent", "child_key", "parent_key"
    )


def pydot_dot(path):
    """The numbers of nodes and edges."""
    import pydot

    (graph,) = pydot.graph_from_dot_file(path)
    settings = {"node", "edge", "graph"}
    nodes = {node.get_name() for node in graph.get_nodes()} - settings
    return [len(nodes), len(graph.get_edges())]


def pygraphviz_dot(path):
    """The numbers of nodes and edges."""
    import pygraphviz

    graph = pygraphviz.AGraph(path)
    return [graph.number_of_nodes(), graph.number_of_edges()]


def networkit_gexf(path):
    """The numbers of nodes and edges after all events of a dynamic graph."""
    import networkit

    graph, events = networkit.graphio.GEXFReader().read(path)
    kinds = [event.type for event in events]
    added = networkit.dynamics.GraphEventType
    return [
        graph.numberOfNodes() + kinds.count(added.NODE_ADDITION),
        graph.numberOfEdges() + kinds.count(added.EDGE_ADDITION),
    ]


def igraph_graphml(path):
    import igraph

    graph = igraph.Graph.Read_GraphML(path)
    keys = graph.vs["id"]
    numbers = {"downloads", "likes"}

    def facts(element, *left_out):
        return {
            name: int(value) if name in numbers else value
            for name, value in present(element.attributes(), *left_out).items()
        }

    return {
        "nodes": {keys[v.index]: facts(v, "id") for v in graph.vs},
        "edges": [[keys[e.source], keys[e.target], facts(e)] for e in graph.es],
    }


def r_graphml(path):
    """What R's igraph sees."""
    import os
    import subprocess

    script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "read_back.R")
    return json.loads(subprocess.run(["Rscript", script, path], capture_output=True, check=True).stdout)


def cyclonedx_schema(path):
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    with open(path, encoding="utf-8") as file:
        errors = JsonStrictValidator(SchemaVersion.V1_6).validate_str(file.read(), all_errors=True)
    return [repr(error) for error in errors or []]


def cyclonedx_model(path):
    """Components by reference: name as on the Hub, ancestors' names, what is depended on."""
    from cyclonedx.model.bom import Bom
    from packageurl import PackageURL

    with open(path, encoding="utf-8") as file:
        document = json.load(file)
    bom = Bom.from_json(document)

    def full_name(component):
        parts = [component.group, component.name]
        name = "/".join(part for part in parts if part)
        # A package URL drops slashes at the ends of its parts.
        if component.purl and "//" not in name:
            purl = PackageURL.from_string(str(component.purl))
            assert name == "/".join(part for part in [purl.namespace, purl.name] if part), name
            assert purl.version == component.version, name
        return name

    depends = {d["ref"]: d["dependsOn"] for d in document["dependencies"]}
    return {
        component.bom_ref.value: {
            "name": full_name(component),
            "ancestors": sorted(
                full_name(a) for a in (component.pedigree.ancestors if component.pedigree else [])
            ),
            "parents": depends[component.bom_ref.value],
        }
        for component in bom.components
    }


def pandas_csv(path):
    import pandas

    frame = pandas.read_csv(path, dtype=str, keep_default_na=False)
    return [list(frame.columns)] + frame.values.tolist()


def pandas_jsonl(path):
    import pandas

    frame = pandas.read_json(path, lines=True, dtype=False)
    columns = ["type", "id", "child", "parent"]
    return [
        [None if isinstance(cell, float) else cell for cell in row]
        for row in frame[columns].values.tolist()
    ]


def duckdb_csv(path):
    import duckdb

    rows = duckdb.sql(f"SELECT * FROM read_csv('{path}', header = true, all_varchar = true)")
    return [rows.columns] + [["" if cell is None else cell for cell in row] for row in rows.fetchall()]


def duckdb_jsonl(path):
    import duckdb

    rows = duckdb.sql(
        f"SELECT type, id, child, parent FROM read_json('{path}', format = 'newline_delimited')"
    )
    return [list(row) for row in rows.fetchall()]


def duckdb_plain_jsonl(path):
    import duckdb

    columns = "type, id, reason, child, declared"
    return duckdb.sql(f"SELECT {columns} FROM '{path}' WHERE reason IS NOT NULL OR declared IS NOT NULL").fetchall()


def polars_plain_jsonl(path):
    import polars

    frame = polars.read_ndjson(path)
    some = frame.filter(polars.col("reason").is_not_null() | polars.col("declared").is_not_null())
    return some.select("type", "id", "reason", "child", "declared").rows()


def duckdb_plain_csv(path):
    import duckdb

    return duckdb.sql(f"SELECT id FROM read_csv('{path}') ORDER BY key DESC LIMIT 1").fetchall()


def pandas_plain_csv(path):
    import pandas

    return [[pandas.read_csv(path).sort_values("key").id.iloc[-1]]]


def tulip_graphml(path):
    from tulip import tlp

    graph = tlp.importGraph("GraphML", {"file::filename": path})
    return sorted(graph["downloads"][node] for node in graph.getNodes())


def tulip_graph(path):
    """The attributes of nodes and edges, in their order, as it gives ids of its own to both."""
    from tulip import tlp

    graph = tlp.importGraph("GraphML", {"file::filename": path})
    names = [name for name in graph.getProperties() if not name.startswith("view")]

    def facts(element):
        return {name: graph[name][element] for name in names if graph[name][element] != ""}

    order = {node: place for place, node in enumerate(graph.getNodes())}
    return {
        "nodes": [facts(node) for node in graph.getNodes()],
        "edges": [[order[graph.source(e)], order[graph.target(e)], facts(e)] for e in graph.getEdges()],
    }


def graphviz_svg(path):
    """The texts of the drawn nodes and the number of edges."""
    import subprocess
    from xml.etree import ElementTree

    svg = subprocess.run(["dot", "-Tsvg", path], capture_output=True, check=True).stdout
    space = "{http://www.w3.org/2000/svg}"
    groups = list(ElementTree.fromstring(svg).iter(space + "g"))
    nodes = [group for group in groups if group.get("class") == "node"]
    return {
        "names": sorted("".join(t.text or "" for t in node.iter(space + "text")) for node in nodes),
        "edges": sum(group.get("class") == "edge" for group in groups),
    }


if __name__ == "__main__":
    json.dump(globals()[sys.argv[1]](sys.argv[2]), sys.stdout)
