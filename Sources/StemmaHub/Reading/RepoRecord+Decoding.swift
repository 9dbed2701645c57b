package import StemmaCore

extension RepoRecord {
  /// Reads one row of a listing or one detail reply; nil when it is no object or has no identity.
  ///
  /// Members without a field of their own, and those whose value has not the shape it should have, stand
  /// in ``rest`` as they came, as far as they are `used`. Only a `modelId` that repeats `id` is
  /// dropped. What is odd becomes a finding.
  package init?(
    decoding view: JSONView,
    kind: RepoKind,
    using used: UsedMembers = .all,
    findings: inout [Finding]
  ) {
    var decoder = RecordDecoder(kind: kind, using: used)
    let isObject = view.forEachMember { decoder.take($0, $1) }
    guard isObject, !decoder.record.hubID.isEmpty, !decoder.record.name.isEmpty else {
      let shape = isObject ? "an object without _id and id" : "not an object"
      findings.append(
        Finding(.brokenRecord, subject: decoder.subject, detail: shape + ": " + view.excerpt)
      )
      return nil
    }
    decoder.dropRepeatedName()
    findings += decoder.odd.map { Finding(.oddField, subject: decoder.subject, detail: $0) }
    self = decoder.record
  }
}

/// The members of records that a reader has a use for, beside those with a field of their own: what nobody
/// reads of millions of records is not copied.
package struct UsedMembers: Sendable {
  private let record: Set<String>?
  private let card: Set<String>?

  /// Members of a record, and of its `cardData`.
  package init(record: Set<String>, card: Set<String>) {
    (self.record, self.card) = (record, card)
  }

  private init() { (record, card) = (nil, nil) }

  /// Whatever there is.
  package static let all = UsedMembers()

  fileprivate func isOfRecord(_ key: String) -> Bool { record?.contains(key) ?? true }

  fileprivate func isOfCard(_ key: String) -> Bool { card?.contains(key) ?? true }
}

private struct RecordDecoder {
  var record: RepoRecord
  var odd: [String] = []
  private let used: UsedMembers

  init(kind: RepoKind, using used: UsedMembers) {
    record = RepoRecord(kind: kind, hubID: "", name: "")
    self.used = used
  }

  var subject: String? { record.name.isEmpty ? nil : record.name }

  mutating func take(_ key: String, _ view: JSONView) {
    guard let fits = fill(key, view) else {
      keep(key, view)
      return
    }
    if !fits {
      keep(key, view)
      // Null says that there is nothing to say.
      if view.kind != .null { odd.append(key + ": " + view.excerpt) }
    }
  }

  private mutating func keep(_ key: String, _ view: JSONView) {
    if used.isOfRecord(key) { record.rest.append(.init(key, view.value)) }
  }

  mutating func dropRepeatedName() {
    record.rest.removeAll { $0.key == "modelId" && $0.value == .string(record.name) }
  }

  /// Whether the value went into the key's field; nil when the key has none.
  private mutating func fill(_ key: String, _ view: JSONView) -> Bool? {
    switch key {
    case "_id": fillIdentity(view.string, \.hubID)
    case "id": fillIdentity(view.string, \.name)
    case "author": Self.put(view.string, &record.author)
    case "sha": Self.put(view.string, &record.sha)
    case "createdAt": Self.put(view.moment, &record.createdAt)
    case "lastModified": Self.put(view.moment, &record.lastModified)
    case "library_name": Self.put(view.string, &record.libraryName)
    case "pipeline_tag": Self.put(view.string, &record.pipelineTag)
    case "gated": Self.put(Gating(decoding: view), &record.gated)
    case "private": Self.put(view.bool, &record.isPrivate)
    case "disabled": Self.put(view.bool, &record.isDisabled)
    case "downloads": Self.put(view.integer, &record.downloads)
    case "downloadsAllTime": Self.put(view.integer, &record.downloadsAllTime)
    case "likes": Self.put(view.integer, &record.likes)
    case "trendingScore": Self.put(view.exactNumber, &record.trendingScore)
    case "tags": Self.put(view.strings, &record.tags)
    case "cardData": Self.put(view.object(of: used.isOfCard), &record.cardData)
    case "childrenModelCount": Self.put(view.counts, &record.childrenModelCount)
    case "baseModels": fillBaseModels(view)
    case "siblings": fillSiblings(view)
    case "safetensors": fillSafetensors(view)
    default: nil
    }
  }

  // A second member of the same name does not fit: the first one counts.
  private static func put<Value>(_ value: Value?, _ field: inout Value?) -> Bool {
    guard field == nil, let value else { return false }
    field = value
    return true
  }

  private mutating func fillIdentity(
    _ text: String?,
    _ field: WritableKeyPath<RepoRecord, String>
  ) -> Bool {
    guard record[keyPath: field].isEmpty, let text, !text.isEmpty else { return false }
    record[keyPath: field] = text
    return true
  }

  private mutating func fillBaseModels(_ view: JSONView) -> Bool {
    guard record.baseModels == nil else { return false }
    let (baseModels, isRegular) = BaseModels.read(view.value)
    record.baseModels = baseModels
    return isRegular
  }

  // The names go into the field; sizes and hashes, asked for by `blobs`, are kept beside it.
  private mutating func fillSiblings(_ view: JSONView) -> Bool {
    var names: [String] = []
    var isPlain = true
    let isArray = view.forEachElement { file in
      var name: String?
      var members = 0
      file.forEachMember { key, value in
        members += 1
        if key == "rfilename" { name = value.string }
      }
      if let name { names.append(name) }
      isPlain = isPlain && name != nil && members == 1
    }
    guard isArray, record.siblings == nil else { return false }
    record.siblings = names
    if !isPlain { keep("siblings", view) }
    return true
  }

  // The total alone has a field; the parameters by type stay with the rest.
  private mutating func fillSafetensors(_ view: JSONView) -> Bool {
    guard view.kind == .object, record.safetensorsTotal == nil else { return false }
    let value = view.value
    record.rest.append(.init("safetensors", value))
    record.safetensorsTotal = value["total"]?.integer
    return true
  }
}

extension Gating {
  fileprivate init?(decoding view: JSONView) {
    if let flag = view.bool {
      self.init(rawValue: flag ? "true" : "false")
    } else if let word = view.string, word != "true", word != "false" {
      self.init(rawValue: word)
    } else {
      return nil
    }
  }
}

extension JSONView {
  /// The number, when a Double holds it exactly.
  fileprivate var exactNumber: Double? {
    kind == .integer ? integer.flatMap { Double(exactly: $0) } : number
  }

  /// The text, when it tells a moment.
  fileprivate var moment: String? {
    string.flatMap { Timestamp.isMoment($0) ? $0 : nil }
  }

  /// A copy with the members that are used, when this is an object.
  fileprivate func object(of isUsed: (String) -> Bool) -> JSONValue? {
    var members: [JSONValue.Member] = []
    let isObject = forEachMember { key, view in
      if isUsed(key) { members.append(.init(key, view.value)) }
    }
    // A plain `nil` would be JSON's null.
    return isObject ? .object(members) : .none
  }

  /// The texts, when this is an array of nothing else.
  fileprivate var strings: [String]? {
    var strings: [String] = []
    strings.reserveCapacity(min(elementCount, 64))
    var isPlain = true
    let isArray = forEachElement { element in
      if let string = element.string { strings.append(string) } else { isPlain = false }
    }
    return isArray && isPlain ? strings : nil
  }

  /// Whole numbers by name, when this is an object of nothing else.
  fileprivate var counts: [String: Int64]? {
    var counts: [String: Int64] = [:]
    var members = 0
    let isObject = forEachMember { key, value in
      members += 1
      if let count = value.integer { counts[key] = count }
    }
    return isObject && counts.count == members ? counts : nil
  }

  /// The start of the value's text, for a finding.
  fileprivate var excerpt: String { String(value.text.prefix(200)) }
}

extension BaseModels {
  /// Reads the Hub's parents of a model, and says whether the value holds nothing else.
  ///
  /// The regular shape is one relation with its models. A list, and models grouped by relation,
  /// are read as far as they go; groups of several relations lose theirs.
  static func read(_ value: JSONValue) -> (BaseModels?, isRegular: Bool) {
    if let regular = regular(value) { return (regular, true) }
    let groups = groups(in: value).filter { !$0.models.isEmpty }
    guard let first = groups.first else { return (nil, false) }
    let isOne = groups.allSatisfy { $0.relation == first.relation }
    let models = groups.flatMap(\.models)
    return (BaseModels(relation: isOne ? first.relation : nil, models: models), false)
  }

  private static func regular(_ value: JSONValue) -> BaseModels? {
    guard value.object?.count == 2, let relation = value["relation"]?.string,
      let models = value["models"]?.array
    else { return nil }
    let parents = models.compactMap { model -> Parent? in
      guard model.object?.count == 2, let id = model["_id"]?.string, let name = model["id"]?.string
      else { return nil }
      return Parent(hubID: id, name: name)
    }
    guard parents.count == models.count else { return nil }
    return BaseModels(relation: Relation(rawValue: relation), models: parents)
  }

  private static func groups(in value: JSONValue) -> [BaseModels] {
    if let parent = parent(value) { return [BaseModels(relation: nil, models: [parent])] }
    switch value {
    case .array(let elements): return elements.flatMap { groups(in: $0) }
    case .object(let members):
      if let models = value["models"]?.array {
        let relation = value["relation"]?.string.map { Relation(rawValue: $0) }
        return [BaseModels(relation: relation, models: models.compactMap(parent))]
      }
      return members.map {
        BaseModels(
          relation: Relation(rawValue: $0.key),
          models: ($0.value.array ?? []).compactMap(parent)
        )
      }
    default: return []
    }
  }

  private static func parent(_ value: JSONValue) -> Parent? {
    if let name = value.string { return name.isEmpty ? nil : Parent(hubID: nil, name: name) }
    guard let name = value["id"]?.string else { return nil }
    return Parent(hubID: value["_id"]?.string, name: name)
  }
}
