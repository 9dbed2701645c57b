/// How large the SQL of a user becomes when SQLite prepares it.
///
/// SQLite puts a copy of what a name of a WITH clause stands for in each place where a FROM clause has the
/// name. Twenty names, each of which joins the one before with itself, are a million copies, and thirty
/// more than any memory holds; nothing stops a statement that is being prepared.
struct QueryExpansion {
  /// More than this takes SQLite a second.
  static let limit = 100_000

  private enum Token: Equatable {
    case word(String)
    case mark(Character)
  }

  private var tokens: [Token] = []
  /// What a name stands for: the places of its tokens.
  private var bodies: [String: Range<Int>] = [:]
  private var sizes: [String: Int] = [:]

  /// Counts the parts of a statement, each name taken for what it stands for.
  ///
  /// - Complexity: O(*n*) for *n* tokens and as many again for each name inside another's meaning.
  static func count(of sql: String) -> Int {
    var expansion = QueryExpansion(sql)
    var isOuter = [Bool](repeating: true, count: expansion.tokens.count)
    for body in expansion.bodies.values { for place in body { isOuter[place] = false } }
    return expansion.size(of: expansion.named(in: isOuter.indices) { isOuter[$0] })
  }

  private init(_ sql: String) {
    tokens = Self.tokens(of: sql)
    for place in tokens.indices where tokens[place] == .word("as") {
      guard let name = name(before: place), let start = body(behind: place) else { continue }
      bodies[name] = start..<end(of: start)
    }
  }

  private mutating func size(of names: [String]) -> Int {
    names.reduce(1) { sum, name in min(sum + size(of: name), .max >> 1) }
  }

  private mutating func size(of name: String) -> Int {
    if let size = sizes[name] { return size }
    guard let body = bodies[name] else { return 1 }
    // What names itself is run again, not copied.
    sizes[name] = 1
    sizes[name] = size(of: named(in: body) { _ in true })
    return sizes[name] ?? 1
  }

  /// The names that FROM clauses have there.
  private func named(in places: Range<Int>, _ isMeant: (Int) -> Bool) -> [String] {
    var names: [String] = []
    // For each parenthesis that is open, whether it lists tables.
    var lists = [false]
    var isNext = false
    for place in places where isMeant(place) {
      let wasNext = isNext
      isNext = false
      switch tokens[place] {
      case .mark("("): lists.append(wasNext); isNext = wasNext
      case .mark(")"): if lists.count > 1 { lists.removeLast() }
      case .mark(","): isNext = lists[lists.count - 1]
      case .word("from"), .word("join"):
        lists[lists.count - 1] = true
        isNext = true
      case .word("in"): isNext = true
      case .word(let word) where Self.ends.contains(word): lists[lists.count - 1] = false
      case .word(let word) where wasNext && bodies[word] != nil: names.append(word)
      default: break
      }
    }
    return names
  }

  private static let ends: Set<String> = [
    "select", "where", "group", "having", "order", "limit", "window", "union", "except",
    "intersect",
  ]

  /// The name that stands before AS, with a list of columns between or not.
  private func name(before place: Int) -> String? {
    var place = place - 1
    if place > 0, tokens[place] == .mark(")") {
      while place > 0, tokens[place] != .mark("(") { place -= 1 }
      place -= 1
    }
    guard place >= 0, case .word(let name) = tokens[place] else { return nil }
    return name
  }

  /// Where the parenthesis is open in which AS, or AS MATERIALIZED, says what a name stands for.
  private func body(behind place: Int) -> Int? {
    var place = place + 1
    while place < tokens.count, [.word("not"), .word("materialized")].contains(tokens[place]) {
      place += 1
    }
    return place < tokens.count && tokens[place] == .mark("(") ? place + 1 : nil
  }

  private func end(of start: Int) -> Int {
    var depth = 1
    for place in start..<tokens.count {
      if tokens[place] == .mark("(") { depth += 1 }
      if tokens[place] == .mark(")") { depth -= 1 }
      if depth == 0 { return place }
    }
    return tokens.count
  }

  /// The words in lower case and the marks, without texts, numbers and comments.
  private static func tokens(of sql: String) -> [Token] {
    var tokens: [Token] = []
    var rest = sql[...]
    while let first = rest.first {
      if rest.hasPrefix("--") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*") {
        rest = rest.firstRange(of: "*/").map { rest[$0.upperBound...] } ?? ""
      } else if let close = quotes[first] {
        let text = rest.dropFirst().prefix { $0 != close }
        rest = rest[text.endIndex...].dropFirst()
        if first != "'" { tokens.append(.word(text.lowercased())) }
      } else if isOfWords(first) {
        let word = rest.prefix(while: isOfWords)
        rest = rest[word.endIndex...]
        tokens.append(.word(word.lowercased()))
      } else {
        rest.removeFirst()
        if !first.isWhitespace { tokens.append(.mark(first)) }
      }
    }
    return tokens
  }

  private static func isOfWords(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "$"
  }

  private static let quotes: [Character: Character] = ["'": "'", "\"": "\"", "`": "`", "[": "]"]
}
