import StemmaCore
import StemmaHub

extension ContractProbes {
  func robots() async throws -> Checkup.Line {
    let point = ContractPoint.robots
    guard let reply = try await door.ask("/robots.txt") else {
      return unseen(point, nil, "robots.txt")
    }
    switch reply.status {
    case 404: return point.line(.same, "no robots.txt")
    case 200:
      let text = String(decoding: reply.body.prefix(512 << 10), as: UTF8.self)
      let isOpen = RobotRules(text).allows("/api/models")
      return point.line(isOpen ? .same : .differs, isOpen ? "open" : "closed to programs")
    default: return unseen(point, reply, "robots.txt")
    }
  }

  func openAPI() async throws -> Checkup.Line {
    let point = ContractPoint.openAPI
    let reply = try await door.ask("/.well-known/openapi.json")
    guard let reply, reply.status == 200, let paths = reply.json?["paths"]?.object else {
      return unseen(point, reply, "no description")
    }
    let described = Self.records.filter { route in
      paths.contains { Self.matches(route, template: $0.key) && $0.value["get"] != nil }
    }
    return point.line(
      described.isEmpty ? .same : .differs,
      described.isEmpty
        ? "\(paths.count) routes" : "describes \(described.joined(separator: ", "))"
    )
  }

  /// An address of each list and each detail.
  private static let records = RepoKind.allCases.flatMap { kind in
    ["/api/\(kind.apiSegment)", "/api/\(kind.apiSegment)/a/b"]
  }

  /// Whether an address is of a template such as `/api/{repoType}/{namespace}/{repo}`.
  private static func matches(_ route: String, template: String) -> Bool {
    let (parts, marks) = (route.split(separator: "/"), template.split(separator: "/"))
    return parts.count == marks.count
      && zip(parts, marks).allSatisfy { $0 == $1 || ($1.hasPrefix("{") && $1.hasSuffix("}")) }
  }
}

/// What a robots.txt says to programs that it does not name.
struct RobotRules {
  private var rules: [(isAllowed: Bool, prefix: Substring)] = []

  init(_ text: String) {
    var isMeant = false
    var isNaming = false
    for line in text.split(whereSeparator: \.isNewline) {
      let parts = line.prefix { $0 != "#" }.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      let value = Substring(parts[1].filter { !$0.isWhitespace })
      switch parts[0].filter({ !$0.isWhitespace }).lowercased() {
      case "user-agent":
        // Names on end share the rules that follow them.
        isMeant = value == "*" || (isNaming && isMeant)
        isNaming = true
      case "allow" where isMeant, "disallow" where isMeant:
        isNaming = false
        if !value.isEmpty {
          rules.append((parts[0].lowercased().contains("disallow") == false, value))
        }
      default: isNaming = false
      }
    }
  }

  /// Whether `path` may be asked: the longest rule that fits decides.
  func allows(_ path: String) -> Bool {
    let fitting = rules.filter { path.hasPrefix($0.prefix.prefix { $0 != "*" && $0 != "$" }) }
    return fitting.max {
      ($0.prefix.count, $0.isAllowed ? 1 : 0) < ($1.prefix.count, $1.isAllowed ? 1 : 0)
    }?
    .isAllowed ?? true
  }
}
