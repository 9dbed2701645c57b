import StemmaCore

/// An answer before it is cut to what an agent can take at once.
package struct AgentAnswer: Sendable {
  /// Which part of the list is asked for.
  package struct Page: Sendable, Hashable {
    let offset: Int
    let limit: Int
  }

  /// The members of the answer, in the shape of `--json`.
  let members: [JSONValue.Member]
  /// The name of the member that is handed over in parts; nil for none.
  var list: String?
  /// A second list of which only what belongs to the part of the first is handed over: the elements
  /// whose `key` is the `id` of one of it.
  var beside: (list: String, key: String)?
  /// What the list has in all; nil where it is not known.
  var total: Int?
  /// Whether the list is the part that was asked for, and whether there is more.
  var hasMore: Bool?
  /// What is to be said of this answer alone.
  var caveats: [String] = []

  init(
    _ json: JSONValue,
    list: String? = nil,
    beside: (list: String, key: String)? = nil,
    caveats: [String] = []
  ) {
    (members, self.list, self.beside, self.caveats) = (json.object ?? [], list, beside, caveats)
    total = list.flatMap { json[$0]?.array?.count }
  }

  /// The same, of which the list is the part that was asked for already; `total` says what it has in all.
  func part(of total: Int, from page: Page) -> AgentAnswer {
    var answer = self
    answer.hasMore = page.offset + (self.total ?? 0) < total
    answer.total = total
    return answer
  }

  /// The same, of which the list is the part that was asked for already, and it is not known how much there
  /// is.
  func part(hasMore: Bool) -> AgentAnswer {
    var answer = self
    (answer.hasMore, answer.total) = (hasMore, nil)
    return answer
  }
}

/// An answer cut to what an agent can take at once, its texts inert.
struct BoundedAnswer {
  /// About how many bytes of JSON an answer may have.
  static let bytes = 40_000

  /// How much of lists and texts inside an answer is kept.
  private struct Measure {
    let elements: Int
    let characters: Int

    /// Tried one after the other, until the answer is short enough.
    static let all = [
      Measure(elements: 100, characters: 2000), Measure(elements: 20, characters: 400),
      Measure(elements: 5, characters: 100), Measure(elements: 2, characters: 40),
    ]
  }

  private(set) var answer: JSONValue = .null
  private(set) var page: JSONValue = .null
  private(set) var caveats: [String]

  init(_ whole: AgentAnswer, page: AgentAnswer.Page) {
    caveats = whole.caveats
    for measure in Measure.all where answer == .null || answer.text.utf8.count > Self.bytes {
      cut(whole, page, measure)
    }
  }

  private mutating func cut(
    _ whole: AgentAnswer,
    _ page: AgentAnswer.Page,
    _ measure: Measure
  ) {
    var cutter = Cutter(measure: measure)
    let parted = Set([whole.list, whole.beside?.list].compactMap(\.self))
    var members = whole.members.map { member in
      parted.contains(member.key)
        ? .init(member.key, .array([])) : JSONValue.Member(member.key, cutter.cut(member.value))
    }
    var (shown, bytes): ([JSONValue], Int) = ([], JSONValue.object(members).text.utf8.count)
    let list = whole.members.first { $0.key == whole.list }?.value.array ?? []
    let isParted = whole.hasMore != nil
    for element in list.dropFirst(isParted ? 0 : page.offset).prefix(page.limit) {
      let element = cutter.cut(element)
      bytes += element.text.utf8.count + 1
      if !shown.isEmpty, bytes > Self.bytes { break }
      shown.append(element)
    }
    for index in members.indices where members[index].key == whole.list {
      members[index].value = .array(shown)
    }
    if let beside = whole.beside {
      let ids = Set(shown.compactMap { $0["id"] })
      for index in members.indices where members[index].key == beside.list {
        let elements = whole.members[index].value.array ?? []
        members[index].value = .array(
          elements.map { cutter.cut($0) }.filter { $0[beside.key].map(ids.contains) ?? false }
        )
      }
    }
    answer = .object(members)
    self.page = Self.page(of: whole, page, shown.count, of: list.count)
    caveats = whole.caveats + cutter.caveats
  }

  private static func page(
    of whole: AgentAnswer,
    _ page: AgentAnswer.Page,
    _ shown: Int,
    of held: Int
  ) -> JSONValue {
    guard let list = whole.list else { return .null }
    let next = page.offset + shown
    let hasMore = whole.hasMore.map { $0 || shown < held } ?? (next < (whole.total ?? 0))
    return [
      "list": .string(list), "offset": JSONValue(page.offset), "count": JSONValue(shown),
      "total": JSONValue(whole.total),
      "next_offset": JSONValue(hasMore && shown > 0 ? next : nil),
    ]
  }

  /// Cuts lists and texts, and makes texts inert.
  private struct Cutter {
    let measure: Measure
    private var cutsLists = false
    private var cutsTexts = false

    init(measure: Measure) { self.measure = measure }

    mutating func cut(_ value: JSONValue) -> JSONValue {
      switch value {
      case .string(let text): return .string(cut(text))
      case .array(let elements):
        if elements.count > measure.elements { cutsLists = true }
        return .array(elements.prefix(measure.elements).map { cut($0) })
      case .object(let members):
        if members.count > 4 * measure.elements { cutsLists = true }
        return .object(
          members.prefix(4 * measure.elements).map { .init(cut($0.key), cut($0.value)) }
        )
      case .null, .bool, .integer, .number: return value
      }
    }

    private mutating func cut(_ text: String) -> String {
      // Escapes make it longer: so it is cut before and after.
      let short = TerminalText.inert(String(text.unicodeScalars.prefix(measure.characters)))
      guard text.unicodeScalars.count > measure.characters else { return short }
      cutsTexts = true
      return short + "…"
    }

    var caveats: [String] {
      [
        cutsLists
          ? "Lists inside the answer are cut after \(measure.elements) elements: ask for less, or with sql."
          : nil,
        cutsTexts ? "Texts are cut after \(measure.characters) characters." : nil,
      ].compactMap(\.self)
    }
  }
}
