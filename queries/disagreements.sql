-- Where card, Hub and our own reading differ on a relation
-- Edges on which at least two of the three say something, and not the same.
SELECT child.name AS child, parent.name AS parent, edge.declared, edge.hub, edge.own
FROM edge
JOIN repo AS child ON child.id = edge.child
JOIN node AS parent ON parent.id = edge.parent
WHERE edge.last_seen IS NULL
  AND (edge.declared <> edge.hub OR edge.hub <> edge.own OR edge.declared <> edge.own)
ORDER BY child.name, parent.name;
