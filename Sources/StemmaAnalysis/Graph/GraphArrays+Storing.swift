import StemmaCache

extension GraphArrays {
  /// Reads all of them.
  init(_ stored: StoredGraph) throws {
    ids = try stored.numbers(.ids)
    heads = try stored.numbers(.heads)
    headPlaces = try stored.numbers(.headPlaces)
    declared = try Edges(.declared, stored)
    inferred = try Edges(.inferred, stored)
    isListed = try stored.numbers(.isListed, of: UInt8.self)
    owners.ofNodes = try stored.numbers(.owners)
    owners.ids = try stored.numbers(.ownerIDs)
    owners.names = try stored.numbers(.ownerNames, of: UInt8.self)
    owners.nameStarts = try stored.starts(.ownerNameStarts)
    relations = try stored.numbers(.relations)
    inferredRelations = try stored.numbers(.relationsInferred)
    inferredConfidences = try stored.numbers(.relationConfidences, of: UInt16.self)
    months = try stored.numbers(.months)
    licenses = try stored.numbers(.licenses)
    languages = try stored.numbers(.languages)
    births = try stored.numbers(.births, of: Int64.self)
  }

  /// Writes the parts that differ from `old`.
  func store(over old: GraphArrays, in connection: Connection) throws {
    let writer = try PartWriter(in: connection)
    try writer.put(.ids, ids, over: old.ids)
    try writer.put(.heads, heads, over: old.heads)
    try writer.put(.headPlaces, headPlaces, over: old.headPlaces)
    try declared.put(.declared, over: old.declared, writer)
    try inferred.put(.inferred, over: old.inferred, writer)
    try writer.put(.isListed, isListed, over: old.isListed)
    try writer.put(.owners, owners.ofNodes, over: old.owners.ofNodes)
    try writer.put(.ownerIDs, owners.ids, over: old.owners.ids)
    try writer.put(.ownerNames, owners.names, over: old.owners.names)
    try writer.put(.ownerNameStarts, owners.nameStarts, over: old.owners.nameStarts)
    try writer.put(.relations, relations, over: old.relations)
    try writer.put(.relationsInferred, inferredRelations, over: old.inferredRelations)
    try writer.put(.relationConfidences, inferredConfidences, over: old.inferredConfidences)
    try writer.put(.months, months, over: old.months)
    try writer.put(.licenses, licenses, over: old.licenses)
    try writer.put(.languages, languages, over: old.languages)
    try writer.put(.births, births, over: old.births)
  }
}

extension GraphArrays.Edges {
  fileprivate init(_ names: StoredGraph.EdgeNames, _ stored: StoredGraph) throws {
    parents = try stored.numbers(names.parents, of: UInt64.self)
    starts = try stored.starts(names.starts)
    children = try stored.numbers(names.children)
    relations = try stored.numbers(names.relations)
    isFirst = try stored.numbers(names.isFirst, of: UInt8.self)
    confidences = try names.confidences.map { try stored.numbers($0, of: UInt16.self) } ?? []
  }

  fileprivate func put(
    _ names: StoredGraph.EdgeNames,
    over old: GraphArrays.Edges,
    _ writer: PartWriter
  ) throws {
    try writer.put(names.parents, parents, over: old.parents)
    try writer.put(names.starts, starts, over: old.starts)
    try writer.put(names.children, children, over: old.children)
    try writer.put(names.relations, relations, over: old.relations)
    try writer.put(names.isFirst, isFirst, over: old.isFirst)
    if let name = names.confidences {
      try writer.put(name, confidences, over: old.confidences)
    }
  }
}

/// Writes arrays in parts.
private struct PartWriter {
  private let insert: Statement
  private let delete: Statement

  init(in connection: Connection) throws {
    insert = try connection.prepare(
      """
      INSERT INTO graph_array (name, part, width, value) VALUES (?, ?, ?, ?)
      ON CONFLICT (name, part) DO UPDATE SET width = excluded.width, value = excluded.value
      """
    )
    delete = try connection.prepare("DELETE FROM graph_array WHERE name = ? AND part >= ?")
  }

  func put<Number: FixedWidthInteger>(
    _ name: StoredGraph.Name,
    _ new: [Number],
    over old: [Number]
  ) throws {
    let length = StoredGraph.partLength
    func part(_ number: Int, of numbers: [Number]) -> ArraySlice<Number> {
      numbers[min(number * length, numbers.count)..<min((number + 1) * length, numbers.count)]
    }
    let count = (new.count + length - 1) / length
    for number in 0..<count where part(number, of: new) != part(number, of: old) {
      try insert.bind(name.rawValue, at: 1)
      try insert.bind(Int64(number), at: 2)
      try PackedNumbers.bind(part(number, of: new), to: insert, at: 4)
      try insert.runBound()
    }
    if old.count > count * length { try delete.run(name.rawValue, Int64(count)) }
  }
}
