import StemmaCore
import StemmaHub

extension ContractProbes {
  func likers() async throws -> Checkup.Line {
    let point = ContractPoint.likers
    guard let row = specimens.liked, let name = row.repoName, let likes = row["likes"]?.integer
    else { return unseen(point, nil, "no model") }
    let reply = try await door.ask(.likers(.model, name))
    guard let reply, let rows = reply.rows else { return unseen(point, reply, "likers of \(name)") }
    let seen = "\(rows.count) of \(likes)"
    if door.next(after: reply) != nil { return point.line(.differs, seen + ", and a next page") }
    guard !rows.isEmpty, likes > 0 else { return point.line(.unknown, seen) }
    // Deleted accounts leave the list before the counter.
    return point.line(rows.count * 10 >= Int(likes) * 9 ? .same : .differs, seen)
  }

  func discussionsOff() async throws -> Checkup.Line {
    let point = ContractPoint.discussionsOff
    let rows = [specimens.liked, specimens.gated, specimens.newest.first].compactMap { $0 }
    var names: [String] = []
    for name in rows.compactMap(\.repoName) where !names.contains(name) { names.append(name) }
    for name in names {
      let reply = try await door.ask(.discussions(.model, name, page: 0))
      guard let reply else { return unseen(point, nil, "discussions of \(name)") }
      switch reply.status {
      case 200 where reply.json?["discussions"]?.array != nil: continue
      case 401, 403, 404: return point.line(.same, "\(name): \(reply.sight)")
      case 429, 500...: return unseen(point, reply, "discussions of \(name)")
      default: return point.line(.differs, "\(name): \(reply.sight)")
      }
    }
    return point.line(.unknown, "on at all \(names.count) models that were looked at")
  }

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
    let missing = Self.routes.filter { route in
      !paths.contains { Self.matches(route, template: $0.key) }
    }
    return point.line(
      missing.isEmpty ? .same : .differs,
      missing.isEmpty ? "\(paths.count) routes" : "lacks \(missing.joined(separator: ", "))"
    )
  }

  /// One address of each route that a harvest asks.
  private static let routes = [
    "/api/models", "/api/datasets", "/api/spaces", "/api/models/a/b", "/api/datasets/a/b",
    "/api/spaces/a/b", "/api/models/a/b/commits/main", "/api/models/a/b/discussions",
    "/api/models/a/b/discussions/1", "/api/models/a/b/likers", "/api/models/a/b/refs",
  ]

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
