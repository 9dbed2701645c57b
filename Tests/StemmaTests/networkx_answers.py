"""Answers every question about the families of small Hubs with networkx.

    python3 networkx_answers.py < HUBS.json

Reads a list of Hubs, each with "parents", an object from a model to the list of the models it names, and
"licenses", one from a model to mit, cc-by-nc-4.0 or null, and prints a list of answers in the same order:
for each model what was made from it and what it was made from with the shortest distances, its siblings,
the longest chain below it with cycles taken as one, the publishers of its derivatives, and where the
licenses of its ancestors and of its descendants become looser; for each two models in the list "asked" of
the Hub the length of the shortest way over a common ancestor; and the families and cycles of the whole.
"""

import json
import sys

import networkx


def main():
    hubs = json.load(sys.stdin)
    print(json.dumps([answers(**hub) for hub in hubs], sort_keys=True))


def answers(parents, licenses, asked):
    graph = networkx.DiGraph()
    graph.add_nodes_from(parents)
    graph.add_edges_from(
        (parent, child) for child, named in parents.items() for parent in named if parent != child
    )
    below = {node: distances(graph, node) for node in graph}
    above = {node: distances(graph.reverse(copy=False), node) for node in graph}
    chains = longest_chains(graph)
    looser = looser_models(above, graph, licenses)
    return {
        "models": {
            node: {
                "below": below[node],
                "above": above[node],
                "direct": sorted(graph.successors(node)),
                "siblings": sorted(
                    {child for parent in graph.predecessors(node) for child in graph.successors(parent)}
                    - {node}
                ),
                "max_distance": max(below[node].values(), default=0),
                "depth": chains[node],
                "publishers": len({name.split("/")[0] for name in below[node]}),
                "licenses": {
                    "looser_above": sorted(looser & ({node} | above[node].keys())),
                    "descendants": len(below[node]),
                    "stated": sum(licenses[name] is not None for name in below[node]),
                    "looser": len(below_looser(graph, below[node], node, looser)),
                },
            }
            for node in graph
        },
        "families": families(graph, below),
        "cycles": sorted(
            sorted(part) for part in networkx.strongly_connected_components(graph) if len(part) > 1
        ),
        "self_loops": sorted(child for child, named in parents.items() if child in named),
        "ways": [way(above, *pair) for pair in asked],
    }


def distances(graph, node):
    found = networkx.single_source_shortest_path_length(graph, node)
    return {other: steps for other, steps in found.items() if other != node}


def looser_models(above, graph, licenses):
    """The models under mit below one under cc-by-nc-4.0, with none under mit between them."""
    bound = networkx.DiGraph(graph)
    for node in graph:
        if licenses[node] == "mit":
            bound.remove_edges_from(list(bound.out_edges(node)))
    sources = [node for node in graph if licenses[node] == "cc-by-nc-4.0"]
    reached = set().union(*(networkx.descendants(bound, source) for source in sources))
    return {node for node in reached if licenses[node] == "mit"}


def below_looser(graph, distances, root, looser):
    """The descendants with a looser model on a shortest way from the root, their own included."""
    found = set()
    for node in sorted(distances, key=distances.get):
        nearest = (p for p in graph.predecessors(node) if distances.get(p) == distances[node] - 1)
        if node in looser or any(parent in found for parent in nearest):
            found.add(node)
    return found


def families(graph, below):
    """Of each family its first root by descendants and then by name, its size, roots and edges."""
    found = []
    for part in networkx.weakly_connected_components(graph):
        if len(part) < 2:
            continue
        condensed = networkx.condensation(graph.subgraph(part))
        tops = [condensed.nodes[n]["members"] for n in condensed if not condensed.in_degree(n)]
        # A cycle that nothing leads into goes by the first of its names.
        roots = sorted((-len(below[min(top)]), min(top)) for top in tops)
        found.append([roots[0][1], len(part), len(tops), graph.subgraph(part).number_of_edges()])
    return sorted(found)


def way(above, one, other):
    """The fewest steps over a common ancestor; a model counts as its own."""
    first, second = above[one] | {one: 0}, above[other] | {other: 0}
    return min((first[node] + second[node] for node in first.keys() & second.keys()), default=None)


def longest_chains(graph):
    condensed = networkx.condensation(graph)
    below = {}
    for component in reversed(list(networkx.topological_sort(condensed))):
        children = condensed.successors(component)
        below[component] = max((1 + below[child] for child in children), default=0)
    return {node: below[component] for node, component in condensed.graph["mapping"].items()}


if __name__ == "__main__":
    main()
