import StemmaCore
import StemmaHub
package import StemmaStore

/// The name of a person that is to be forgotten, known by its digest alone.
package struct ForgottenName: Sendable, Hashable {
  /// The SHA-256 of the name in small letters, as 64 hexadecimal digits.
  package let digest: String
  /// The bytes of the name: what is of another length is not looked at.
  package let length: Int
  /// Whether the name goes from the repositories of its owner as well.
  package let hasRepositories: Bool

  /// A name as it is written on the Hub; nil for what can be none.
  package init?(_ name: String, hasRepositories: Bool) {
    let bytes = Array(name.utf8)
    guard (2...96).contains(bytes.count), bytes.allSatisfy(Self.isPart),
      let last = bytes.last, !Self.isMark(last)
    else { return nil }
    self.init(
      digest: Self.digest(of: bytes[...]),
      length: bytes.count,
      hasRepositories: hasRepositories
    )
  }

  init(digest: String, length: Int, hasRepositories: Bool) {
    (self.digest, self.length, self.hasRepositories) = (digest, length, hasRepositories)
  }

  /// What stands in the place of the name.
  package var pseudonym: String { Self.start + digest.prefix(Self.digits) }

  /// The pseudonym, its letters as large as those of the name in the same places: two spellings stay two.
  func pseudonym(for spelling: ArraySlice<UInt8>) -> [UInt8] {
    var bytes = Array(pseudonym.utf8)
    for (place, byte) in zip(bytes.indices, spelling)
    where Self.isLarge(byte) && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[place]) {
      bytes[place] &= ~0x20
    }
    return bytes
  }

  /// Whether a text tells of a name that was forgotten: nothing is to be asked of the Hub about it.
  static func isPseudonymous(_ text: String) -> Bool {
    text.lowercased().contains(/\bforgotten-[0-9a-f]{12}\b/)
  }

  static func digest(of name: ArraySlice<UInt8>) -> String {
    let small = name.map { isLarge($0) ? $0 | 0x20 : $0 }
    return SHA256.digest(of: small).map { UInt64($0).hexadecimal(digits: 2) }.joined()
  }

  private static let start = "forgotten-"
  private static let digits = 12

  private static func isLarge(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
  }

  /// Whether a byte may be part of a name.
  static func isPart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"):
      true
    default: isLarge(byte) || isMark(byte)
    }
  }

  /// Whether a byte may be part of a name, and not its last.
  static func isMark(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
  }
}

/// Names that were forgotten, and their way out of texts, replies and records.
///
/// What counts as the name is decided by what stands around it, since a name may be a word as well:
/// `@name`, `Co-authored-by: name <…>`, an address of the name's page, `name/repository` where its
/// repositories go as well, and the members of a reply that hold nothing but names of accounts. Names
/// are found without the name: each word of the right length is hashed.
package struct ForgottenNames: Sendable {
  /// What was met in texts.
  package struct Count: Sendable, Hashable {
    /// Places where the name stood and stands no longer.
    package var removed = 0
    /// Words that are the name and mean perhaps something else: they stay.
    package var left = 0

    package init() {}
  }

  private let byLength: [Int: [String: ForgottenName]]

  package init(_ names: [ForgottenName]) {
    byLength = Dictionary(grouping: names, by: \.length)
      .mapValues { Dictionary($0.map { ($0.digest, $0) }, uniquingKeysWith: { $1 }) }
  }

  /// The names that a cache was told to forget.
  package init(in connection: Connection) throws {
    guard try connection.hasForgottenNames else {
      self.init([])
      return
    }
    self.init(
      try connection.rows("SELECT digest, length, has_repositories FROM forgotten") { row in
        row.inOrder {
          ForgottenName(digest: $0.text(), length: $0.int(), hasRepositories: $0.bool())
        }
      }
    )
  }

  /// Whether nobody was forgotten.
  package var isEmpty: Bool { byLength.isEmpty }

  /// The forgotten name that these bytes are.
  private func name(_ bytes: ArraySlice<UInt8>) -> ForgottenName? {
    guard let names = byLength[bytes.count] else { return nil }
    return names[ForgottenName.digest(of: bytes)]
  }

  /// The forgotten name that a text is, whole.
  func name(_ text: String) -> ForgottenName? {
    isEmpty ? nil : name(Array(text.utf8)[...])
  }

  /// Whether nothing is to be asked of the Hub about a subject.
  func bar(_ subject: String) -> Bool {
    if ForgottenName.isPseudonymous(subject) { return true }
    guard !isEmpty else { return false }
    return owns(subject) || name(subject) != nil
  }
}

extension ForgottenNames {
  /// Whether a repository is of one who is forgotten with all repositories.
  func owns(_ id: String) -> Bool {
    let owner = id.prefix { $0 != "/" }
    return owner.endIndex < id.endIndex && name(String(owner))?.hasRepositories == true
  }

  /// A text without the names; nil when it holds none.
  ///
  /// Where `isOfNames` says that the text names accounts and repositories and nothing else, a bare name is
  /// meant as well.
  ///
  /// - Complexity: O(*n*), and a digest for each word as long as a name.
  package func text(_ text: String, isOfNames: Bool = false, _ count: inout Count) -> String? {
    guard !isEmpty else { return nil }
    let bytes = Array(text.utf8)
    var (cleaned, copied): ([UInt8], Int) = ([], 0)
    for word in Words(bytes: bytes) {
      guard let name = name(bytes[word]) else { continue }
      guard isMeant(name, word, bytes, isOfNames) else {
        count.left += 1
        continue
      }
      cleaned += bytes[copied..<word.lowerBound]
      cleaned += name.pseudonym(for: bytes[word])
      copied = word.upperBound
      count.removed += 1
    }
    guard copied > 0 else { return nil }
    return String(decoding: cleaned + bytes[copied...], as: UTF8.self)
  }

  private func isMeant(
    _ name: ForgottenName,
    _ word: Range<Int>,
    _ bytes: [UInt8],
    _ isOfNames: Bool
  ) -> Bool {
    let (before, after) = (bytes[..<word.lowerBound], bytes[word.upperBound...])
    func follows(_ text: StaticString) -> Bool { before.ends(with: text) }
    func leads(_ text: StaticString) -> Bool { after.starts(with: text) }
    if follows("@") || leads("@") || follows("/users/") || follows("/organizations/")
      || follows("author=") || follows("-by: ") && leads(" <")
    {
      return true
    }
    let isOwner = leads("/") || leads("%2F") || leads("%2f")
    return isOwner ? name.hasRepositories && after.count > 1 : isOfNames
  }

  /// A JSON value without the names, each member judged by its name.
  func json(_ value: JSONValue, _ count: inout Count) -> JSONValue {
    switch value {
    case .string(let text): self.text(text, &count).map(JSONValue.string) ?? value
    case .array(let elements): .array(elements.map { json($0, &count) })
    case .object(let members): .object(cleaned(members, &count))
    case .null, .bool, .integer, .number: value
    }
  }

  private func cleaned(
    _ members: [JSONValue.Member],
    _ count: inout Count
  ) -> [JSONValue.Member] {
    let person = members.lazy.filter { Self.names.contains($0.key) }
      .compactMap { $0.value.string.flatMap(name) }.first
    let isOwned = members.contains { $0.key == "id" && $0.value.string.map(owns) == true }
    return members.compactMap { member -> JSONValue.Member? in
      if person != nil, Self.traits.contains(member.key) { return nil }
      if isOwned, Self.addresses.contains(member.key) { return nil }
      if let person, Self.fullNames.contains(member.key), member.value.string != nil {
        return .init(member.key, .string(person.pseudonym))
      }
      if let text = member.value.string, let name = name(text),
        Self.names.contains(member.key) || member.key == "author" && name.hasRepositories
      {
        count.removed += 1
        let pseudonym = String(decoding: name.pseudonym(for: Array(text.utf8)[...]), as: UTF8.self)
        return .init(member.key, .string(pseudonym))
      }
      return .init(member.key, json(member.value, &count))
    }
  }

  /// The members that hold the name of an account and nothing else.
  private static let names: Set = ["user", "name", "username", "login"]
  /// What tells of the same person beside the name.
  private static let traits: Set = [
    "avatar", "avatarUrl", "email", "details", "websiteUrl", "github", "twitter", "linkedin",
    "bluesky", "orgs", "_id", "createdAt",
  ]

  /// What in a Space's reply begins with its owner's name, and nobody reads.
  private static let addresses: Set = ["subdomain", "host"]

  /// The members that hold what a person is called beside the name.
  private static let fullNames: Set = ["fullname", "fullName", "displayName"]
}

extension ForgottenNames {
  /// A reply without the names; nil when it holds none.
  ///
  /// The body is no longer content-encoded then: its record is packed all the same.
  func response(_ response: HTTPResponse, _ count: inout Count) -> HTTPResponse? {
    guard !isEmpty, let body = try? response.decodedBody(limit: 1 << 30) else { return nil }
    let before = count.removed
    var cleaned = response
    cleaned.url = text(response.url, &count) ?? response.url
    for index in cleaned.headers.fields.indices {
      let value = cleaned.headers.fields[index].value
      cleaned.headers.fields[index].value = text(value, &count) ?? value
    }
    if let content = self.body(body, &count) {
      cleaned.wireBody = content
      cleaned.headers.fields.removeAll {
        ["content-encoding", "content-length"].contains($0.name.lowercased())
      }
    }
    return count.removed > before ? cleaned : nil
  }

  /// What the Hub answered, without the names, in what is read and in what is kept.
  func reply(_ reply: HubReply) -> HubReply {
    guard !isEmpty else { return reply }
    var (count, cleaned) = (Count(), reply)
    cleaned.exchanges = reply.exchanges.map { response($0, &count) ?? $0 }
    guard count.removed > 0 else { return reply }
    cleaned.finalURL = text(reply.finalURL, &count) ?? reply.finalURL
    cleaned.headers = cleaned.exchanges.last?.headers ?? reply.headers
    cleaned.body = body(reply.body, &count) ?? reply.body
    return cleaned
  }

  /// A refusal of the Hub, without the names in what is kept of it.
  func error(_ error: HubError) -> HubError {
    guard !isEmpty else { return error }
    var (count, cleaned) = (Count(), error)
    cleaned.exchanges = error.exchanges.map { response($0, &count) ?? $0 }
    return cleaned
  }

  private func body(_ bytes: [UInt8], _ count: inout Count) -> [UInt8]? {
    guard Words(bytes: bytes, isEscaped: true).contains(where: { name(bytes[$0]) != nil }) else {
      return nil
    }
    let before = count.removed
    guard let value = try? JSONReader().value(bytes) else {
      return text(String(decoding: bytes, as: UTF8.self), &count).map { Array($0.utf8) }
    }
    let cleaned = json(value, &count)
    return count.removed > before ? Array(cleaned.text.utf8) : nil
  }
}

/// The places of the words in a text that may be names.
private struct Words: Sequence, IteratorProtocol {
  let bytes: [UInt8]
  /// Whether the text is JSON, in which a word may come right after an escape such as `\n`.
  var isEscaped = false
  private var place = 0

  init(bytes: [UInt8], isEscaped: Bool = false) {
    (self.bytes, self.isEscaped) = (bytes, isEscaped)
  }

  mutating func next() -> Range<Int>? {
    while place < bytes.count {
      guard ForgottenName.isPart(bytes[place]) else {
        place += 1
        continue
      }
      var start = place
      while place < bytes.count, ForgottenName.isPart(bytes[place]) { place += 1 }
      start += escape(before: start)
      var end = place
      // A full stop or a dash at the end is the sentence's.
      while end > start, ForgottenName.isMark(bytes[end - 1]) { end -= 1 }
      if end > start { return start..<end }
    }
    return nil
  }

  /// The bytes at the start of a word that belong to an escape before it.
  private func escape(before start: Int) -> Int {
    guard start > 0 else { return 0 }
    switch bytes[start - 1] {
    case UInt8(ascii: "%"): return Swift.min(2, place - start)
    case UInt8(ascii: "\\") where isEscaped:
      return Swift.min(bytes[start] == UInt8(ascii: "u") ? 5 : 1, place - start)
    default: return 0
    }
  }
}

extension ArraySlice<UInt8> {
  fileprivate func starts(with text: StaticString) -> Bool {
    text.withUTF8Buffer { starts(with: $0) }
  }

  fileprivate func ends(with text: StaticString) -> Bool {
    text.withUTF8Buffer { suffix($0.count).elementsEqual($0) }
  }
}
