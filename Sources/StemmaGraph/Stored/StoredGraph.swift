import StemmaLink
package import StemmaStore

/// The arrays of the family graph as the graph stage left them, each read when it is asked for.
package struct StoredGraph {
  /// The arrays by the names they are kept under.
  package enum Name: String, CaseIterable {
    case ids = "id"
    case heads = "head.id"
    case headPlaces = "head.place"
    case headNames = "head.name"
    case headNameStarts = "head.name.start"
    case declaredParents = "declared.parent"
    case declaredStarts = "declared.start"
    case declaredChildren = "declared.child"
    case declaredIsFirst = "declared.first"
    case inferredParents = "inferred.parent"
    case inferredStarts = "inferred.start"
    case inferredChildren = "inferred.child"
    case inferredRelations = "inferred.relation"
    case inferredIsFirst = "inferred.first"
    case inferredConfidences = "inferred.confidence"
    case isListed = "listed"
    case owners = "owner"
    case relations = "relation"
    case words = "relation.words"
    case relationsInferred = "relation.inferred"
    case relationConfidences = "relation.confidence"
    case months = "month"
    case licenses = "license"
    case languages = "language"
    case births = "born"
    case downloads
    case namesDataset = "dataset"
    case countersSince = "downloads.since"
    case made = "repo.made"
    case spoken = "repo.language"
    case parts = "part"
    case parentCounts = "part.parents"
    case partRoots = "part.root"
    case rootCounts = "part.roots"
    case ownerIDs = "owner.id"
    case ownerNames = "owner.name"
    case ownerNameStarts = "owner.name.start"
  }

  /// The arrays of the edges of one kind.
  struct EdgeNames {
    let parents, starts, children, isFirst: Name
    /// Only inferred edges have relations and confidences of their own.
    var relations, confidences: Name?

    static let declared = EdgeNames(
      parents: .declaredParents,
      starts: .declaredStarts,
      children: .declaredChildren,
      isFirst: .declaredIsFirst
    )
    static let inferred = EdgeNames(
      parents: .inferredParents,
      starts: .inferredStarts,
      children: .inferredChildren,
      isFirst: .inferredIsFirst,
      relations: .inferredRelations,
      confidences: .inferredConfidences
    )
  }

  /// Elements of a part.
  static let partLength = 16_384
  /// So many nodes are sooner looked up one by one than whole arrays are read for them; a test that goes both
  /// ways says so.
  @TaskLocal package static var lookedUp = 500

  private let part: Statement
  private let parts: Statement
  private let lastPart: Statement
  private let texts: Statement
  private let book: Statement
  private let massUpload: Statement
  private let allMassUploads: Statement

  package init(in connection: Connection) throws {
    part = try connection.prepare(
      "SELECT value, width FROM graph_array WHERE name = ? AND part = ?"
    )
    parts = try connection.prepare(
      "SELECT value, width FROM graph_array WHERE name = ? ORDER BY part"
    )
    lastPart = try connection.prepare(
      """
      SELECT part, length(value) / width
      FROM graph_array
      WHERE name = ?
      ORDER BY part DESC
      LIMIT 1
      """
    )
    texts = try connection.prepare("SELECT text FROM graph_text WHERE book = ? AND code = ?")
    book = try connection.prepare("SELECT code, text FROM graph_text WHERE book = ?")
    massUpload = try connection.prepare("SELECT \(MassUploadRule.leavesOut("?1"))")
    allMassUploads = try connection.prepare(MassUploadRule.allLeftOut)
  }

  /// One array, read part by part.
  func array<Number: FixedWidthInteger>(
    _ name: Name,
    of type: Number.Type = Int32.self
  ) throws -> StoredArray<Number> {
    StoredArray(name, count: try count(of: name), part)
  }

  /// One array, read whole; empty before the first analysis.
  ///
  /// - Complexity: O(*n*) for an element a node, and O(*m*) for an element an edge.
  func numbers<Number: FixedWidthInteger>(
    _ name: Name,
    of type: Number.Type = Int32.self
  ) throws -> [Number] {
    let count = try count(of: name)
    return try [Number](unsafeUninitializedCapacity: count) { buffer, filled in
      try parts.forEach(name.rawValue) { row in
        let width = row.int("width")
        let length = PackedNumbers.count(in: row, 0, width: width)
        guard let numbers = buffer.baseAddress, filled + length <= count else { throw Self.damage }
        PackedNumbers.read(row, 0, width: width, into: numbers + filled)
        filled += length
      }
    }
  }

  /// Calls `body` with the elements of an array from its beginning to its end, some thousand at a time, and
  /// with the place of the first of them; they are gone after it.
  ///
  /// - Complexity: O(*n*) time for *n* elements, and no memory that grows with them.
  func forEachPart<Number: FixedWidthInteger>(
    of name: Name,
    _ body: (_ first: Int, UnsafeBufferPointer<Number>) throws -> Void
  ) throws {
    try withUnsafeTemporaryAllocation(of: Number.self, capacity: Self.partLength) { buffer in
      var first = 0
      try parts.forEach(name.rawValue) { row in
        let width = row.int("width")
        let length = PackedNumbers.count(in: row, 0, width: width)
        guard let numbers = buffer.baseAddress, length <= Self.partLength else {
          throw Self.damage
        }
        PackedNumbers.read(row, 0, width: width, into: numbers)
        try body(first, UnsafeBufferPointer(start: numbers, count: length))
        first += length
      }
    }
  }

  /// Where the rows of an array of edges start, and, last, where the last one ends.
  func starts(_ name: Name) throws -> [Int32] {
    let starts = try numbers(name)
    return starts.isEmpty ? [0] : starts
  }

  /// How many elements an array has.
  func count(of name: Name) throws -> Int {
    try lastPart.first(name.rawValue) { $0.inOrder { $0.int() * Self.partLength + $0.int() } } ?? 0
  }

  /// Whether all arrays are there: caches of before lack some.
  func isComplete() throws -> Bool {
    try count(of: .spoken) > 0 && count(of: .downloads) == count(of: .ids)
      && count(of: .namesDataset) == count(of: .ids)
      && count(of: .parts) == count(of: .ids)
  }

  /// How many declared edges there are, those from a model to itself among them; nil before the first
  /// analysis by this version.
  package static func edgeCount(in connection: Connection) throws -> Int? {
    let stored = try StoredGraph(in: connection)
    return try stored.isComplete() ? stored.count(of: .declaredChildren) : nil
  }

  /// Whether the arrays are complete and hold the counters of the last harvest.
  package static func isCurrent(in connection: Connection) throws -> Bool {
    let stored = try StoredGraph(in: connection)
    let last = try connection.count("SELECT coalesce(max(id), 0) FROM main.harvest")
    return try stored.isComplete()
      && stored.numbers(.countersSince, of: Int64.self).first == Int64(last)
  }

  static let damage = AnswerError(
    .damagedCache,
    "The stored family graph is damaged. Run `stemma analyze` to rebuild it."
  )

  /// The text of a number in one of the books.
  package func text(_ code: Int32, in book: GraphDictionary) throws -> String {
    try texts.first(book.rawValue, Int64(code)) { $0.text(0) } ?? ""
  }

  /// The texts of a book by their numbers.
  func texts(in dictionary: GraphDictionary) throws -> [Int32: String] {
    var texts: [Int32: String] = [:]
    try book.forEach(dictionary.rawValue) { row in
      texts[Int32(row.integer("code"))] = row.text("text")
    }
    return texts
  }

  /// The numbers of the texts of a book for which `isMeant` holds.
  func codes(in dictionary: GraphDictionary, where isMeant: (String) -> Bool) throws -> Set<Int32> {
    var codes: Set<Int32> = []
    try book.forEach(dictionary.rawValue) { row in
      if isMeant(row.text("text")) { codes.insert(Int32(row.integer("code"))) }
    }
    return codes
  }

  /// What one of the three says in each text of the book `words` in which it says something: texts of
  /// the book `relation`.
  ///
  /// - Complexity: O(*t*) for *t* texts, which are few.
  func relations(by basis: RelationBasis) throws -> [Int32: Int32] {
    var codes: [String: Int32] = [:]
    try book.forEach(GraphDictionary.relation.rawValue) { row in
      codes[row.text("text")] = Int32(row.integer("code"))
    }
    var relations: [Int32: Int32] = [:]
    try book.forEach(GraphDictionary.words.rawValue) { row in
      let said = try ModelRelation(text: row.text("text")).told(by: basis)
      relations[Int32(row.integer("code"))] = said.flatMap { codes[$0] }
    }
    return relations
  }

  /// Whether the model of a number is told to be a mass upload and left out of counts as one.
  func isMassUpload(_ id: Int64) throws -> Bool {
    try massUpload.first(id) { $0.bool(0) } ?? false
  }

  /// The models that are told to be mass uploads and left out of counts.
  func massUploads() throws -> Set<Int64> { Set(try allMassUploads.rows { $0.integer(0) }) }

  /// The places of nodes by their numbers; -1 for those that have no child.
  ///
  /// - Complexity: O(*k* log *h*) for *k* numbers and *h* nodes that have one.
  package func places(ofHeads numbers: [Int64]) throws -> [Int32] {
    let (heads, places) = (try array(.heads), try array(.headPlaces))
    return try numbers.map { number in
      let head = try Int32(exactly: number).flatMap(heads.ascendingPlace)
      return try head.map { try places[$0] } ?? -1
    }
  }
}
