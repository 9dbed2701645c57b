# Reads GraphML with R's igraph and writes what it saw as JSON, as read_back.py does.
#
#     Rscript read_back.R FILE
suppressPackageStartupMessages({
  library(igraph)
  library(jsonlite)
})

graph <- read_graph(commandArgs(trailingOnly = TRUE)[1], format = "graphml")

# Attributes that have no value are left out.
present <- function(facts) {
  Filter(function(value) !is.na(value) && !identical(value, ""), facts)
}
row <- function(attributes, number, ...) {
  facts <- present(lapply(attributes[setdiff(names(attributes), c(...))], `[[`, number))
  if (length(facts) == 0) setNames(list(), character()) else facts
}

attributes <- vertex_attr(graph)
nodes <- lapply(seq_len(vcount(graph)), function(number) row(attributes, number, "id"))
names(nodes) <- attributes$id
facts <- edge_attr(graph)
ends <- ends(graph, E(graph), names = FALSE)
edges <- lapply(seq_len(ecount(graph)), function(number) {
  list(attributes$id[ends[number, 1]], attributes$id[ends[number, 2]], row(facts, number))
})
cat(toJSON(list(nodes = nodes, edges = edges), auto_unbox = TRUE, digits = NA))
