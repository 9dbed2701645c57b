internal import StemmaCore

/// One line of a world file, told apart by its leading key.
enum WorldLine {
  case about(JSONValue)
  case repo(RepoKind, record: JSONValue, beside: JSONValue)
  /// A name that leads elsewhere; one whose model vanished stays in the tags of its children.
  case rename(RepoKind, from: String, to: String, isVanished: Bool)
  case account(HubAccount)
  case paper(id: String, JSONValue)
  case exchange(method: String, uri: String, Recording)

  /// Why a line cannot be read, without its number.
  struct Fault: Error { var detail: String }

  init(_ value: JSONValue) throws(Fault) {
    guard let members = value.object else { throw Fault(detail: "not a JSON object") }
    let leading = members.filter { Self.allowedBeside[$0.key] != nil }
    guard leading.count == 1, let lead = leading.first else {
      let known = Self.allowedBeside.keys.sorted().joined(separator: ", ")
      throw Fault(detail: "needs exactly one of \(known); has \(leading.count)")
    }
    for key in members.map(\.key) where key != lead.key {
      guard Self.allowedBeside[lead.key]?.contains(key) == true else {
        throw Fault(detail: "\"\(key)\" does not belong beside \"\(lead.key)\"")
      }
    }
    guard lead.value.object != nil else {
      throw Fault(detail: "\"\(lead.key)\" must be an object")
    }
    self = try Self.read(lead, beside: value)
  }

  /// The leading keys, and what may stand beside each.
  private static let allowedBeside: [String: Set<String>] = {
    let provenance: Set<String> = ["source", "as_of", "invented", "note"]
    let repo = provenance.union(Attachment.allCases.map(\.rawValue))
    let kinds = RepoKind.allCases.map { ($0.rawValue, repo) }
    let others: [(String, Set<String>)] = [
      ("world", []), ("rename", provenance), ("org", provenance.union(["members"])),
      ("user", provenance.union(["likes"])), ("paper", provenance), ("exchange", provenance),
    ]
    return Dictionary(uniqueKeysWithValues: kinds + others)
  }()

  private static func read(_ lead: JSONValue.Member, beside: JSONValue) throws(Fault) -> Self {
    let value = lead.value
    if let kind = RepoKind(rawValue: lead.key) {
      return .repo(kind, record: try checked(value), beside: beside)
    }
    switch lead.key {
    case "rename": return try rename(value)
    case "org": return .account(try account(value, isOrganization: true, beside: beside))
    case "user": return .account(try account(value, isOrganization: false, beside: beside))
    case "paper": return .paper(id: try text("id", of: value), value)
    case "exchange": return try exchange(value)
    default: return .about(value)
    }
  }

  private static func checked(_ record: JSONValue) throws(Fault) -> JSONValue {
    let id = try text("id", of: record)
    guard !id.isEmpty, id.split(separator: "/", omittingEmptySubsequences: false).count <= 2 else {
      throw Fault(detail: "\"id\" must be owner/name or a single name, not \"\(id)\"")
    }
    if let hubID = record["_id"] {
      guard let text = hubID.string, HubIdentity.createdAt(objectID: text) != nil else {
        throw Fault(detail: "\"_id\" of \(id) must have 24 hexadecimal digits")
      }
    }
    return record
  }

  private static func rename(_ value: JSONValue) throws(Fault) -> Self {
    let kind = value["kind"].map(\.string) ?? "model"
    guard let kind = kind.flatMap(RepoKind.init(rawValue:)) else {
      throw Fault(detail: "\"kind\" of a rename must be model, dataset or space")
    }
    return .rename(
      kind,
      from: try text("from", of: value),
      to: try text("to", of: value),
      isVanished: value["vanished"]?.bool ?? false
    )
  }

  private static func account(
    _ value: JSONValue,
    isOrganization: Bool,
    beside: JSONValue
  ) throws(Fault) -> HubAccount {
    _ = try text(isOrganization ? "name" : "user", of: value)
    return HubAccount(
      isOrganization: isOrganization,
      overview: value,
      likes: beside["likes"]?.array ?? [],
      members: beside["members"]?.array ?? []
    )
  }

  private static func exchange(_ value: JSONValue) throws(Fault) -> Self {
    let headers = (value["headers"]?.object ?? []).compactMap { member in
      member.value.string.map { (member.key, $0) }
    }
    guard let status = value["status"]?.integer, (100..<600).contains(status) else {
      throw Fault(detail: "\"status\" of an exchange must be an HTTP status")
    }
    let recording = Recording(
      status: Int(status),
      headers: Dictionary(headers) { _, last in last },
      body: try text("body", of: value)
    )
    return .exchange(
      method: value["method"]?.string ?? "GET",
      uri: HubOrigin.relative(try text("uri", of: value)),
      recording
    )
  }

  private static func text(_ key: String, of value: JSONValue) throws(Fault) -> String {
    guard let text = value[key]?.string else {
      throw Fault(detail: "\"\(key)\" is missing or no text")
    }
    return text
  }
}
