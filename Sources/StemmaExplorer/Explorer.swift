import Foundation
import Stemma
import StemmaCore
import StemmaOperations

/// Pages for people and JSON for programs, from one cache.
///
/// Each answer is of one moment: nothing is kept of the cache that its file says to have changed since,
/// and nobody who writes to it waits for a reader.
package final class Explorer: Responder {
  private let cachePath: String
  private let kept = Locked(KeptReplies())

  /// - Throws: What opening the cache throws.
  package init(cachePath: String) throws {
    _ = try Answers(cachePath: cachePath)
    self.cachePath = cachePath
  }

  /// The connection of one thread.
  package final class Desk {
    private let cachePath: String
    private let kept: @Sendable (CacheState) -> KeptAnswers
    private var answers: (file: UInt64, answers: Answers)?
    /// The last day asked of: a past is made before it answers.
    private var past: (state: CacheState, day: String, answers: Answers)?

    init(_ cachePath: String, kept: @escaping @Sendable (CacheState) -> KeptAnswers) {
      (self.cachePath, self.kept) = (cachePath, kept)
    }

    /// The cache that lies at the path now, as of a day, with what is kept of it.
    func answers(_ state: CacheState, asOf day: String?) throws -> Answers {
      var answers = try opened(state, asOf: day)
      answers.kept = kept(state)
      return answers
    }

    private func opened(_ state: CacheState, asOf day: String?) throws -> Answers {
      if let day {
        if let past, past.state == state, past.day == day { return past.answers }
        let opened = try Answers(cachePath: cachePath, asOf: day)
        past = (state, day, opened)
        return opened
      }
      if let answers, answers.file == state.file { return answers.answers }
      let opened = try Answers(cachePath: cachePath)
      answers = (state.file, opened)
      return opened
    }
  }

  package func desk() -> Desk {
    Desk(cachePath) { [kept] state in kept.withLock { $0.answers(in: state) } }
  }

  package func immediate(_ request: Request) -> Reply? {
    if let file = StaticFile.all[request.path.joined(separator: "/")] {
      return file.reply(to: request)
    }
    return request.path == ["api", "openapi.json"] ? Self.openAPI : nil
  }

  private static let openAPI = Reply(
    200,
    type: "application/json",
    Array((OpenAPI.document.text + "\n").utf8),
    headers: [.init("Cache-Control", "no-cache")]
  )

  package func isHeavy(_ request: Request) -> Bool {
    if request.value("as_of") != nil { return true }
    return request.isOfAPI
      ? API.route(Array(request.path.dropFirst()))?.isHeavy ?? false : Site.isHeavy(request)
  }

  package func sameness(of request: Request) -> String? {
    // Of a cache that has changed since, the one before is no reply.
    guard let state = try? CacheState(of: cachePath) else { return nil }
    let fields = ["accept", "if-none-match"].map {
      request.headers[$0]?.joined(separator: ",") ?? ""
    }
    return ([String(state.mark), request.target] + fields).joined(separator: "\n")
  }

  /// Works out the pages of the whole cache and of its largest families, so that nobody waits for them.
  ///
  /// What a question throws is told to who asks it.
  package func warm() {
    let desk = desk()
    var targets = ["/", "/families", "/harvests", "/api/families"]
    let state = try? CacheState(of: cachePath)
    let families =
      state.flatMap { try? desk.answers($0, asOf: nil).overview(limit: Self.warmed) }?.byModels
      ?? []
    for family in families {
      let page = Way.model(family.model)
      targets += [page, page + "?view=derivatives"]
    }
    for target in targets {
      // Of a cache that changes under it nothing is kept.
      guard (try? CacheState(of: cachePath)) == state else { return }
      if let request = Request(target) { _ = reply(to: request, at: desk) }
    }
  }

  private static let warmed = 20

  package func reply(to request: Request, at desk: Desk) -> Reply {
    do {
      return try found(request, desk)
    } catch {
      let problem = Problem(error)
      return request.isOfAPI ? problem.reply : Site.page(on: problem, for: request)
    }
  }

  private func found(_ request: Request, _ desk: Desk) throws -> Reply {
    let state = try CacheState(of: cachePath)
    if request.path == ["metrics"] { return try Self.figures(desk.answers(state, asOf: nil)) }
    if request.isOfAPI, let route = API.route(Array(request.path.dropFirst())), route.isOfNow {
      return try ofNow(route, request, state, desk)
    }
    let tag = try tag(state, request, desk)
    let headers: [Reply.Header] = [.init("ETag", tag), .init("Cache-Control", "no-cache")]
    if request.headers["if-none-match"]?.contains(where: { $0.matches(tag: tag) }) == true {
      return Reply(304, headers: headers)
    }
    let key = request.target + "\n" + (request.header("accept") ?? "")
    if let reply = kept.withLock({ $0.reply(key, in: state) }) { return reply }
    var reply: Reply
    if request.isOfAPI {
      guard let route = API.route(Array(request.path.dropFirst())) else {
        throw Problem(404, "route", "There is no such route: /api/openapi.json lists them.")
      }
      reply = try route.reply(to: request) { try desk.answers(state, asOf: $0) }
    } else {
      reply = try Site.reply(
        to: request,
        from: desk.answers(state, asOf: request.value("as_of").flatMap { $0.isEmpty ? nil : $0 })
      )
    }
    guard reply.status == 200 else { return reply }
    reply.headers += headers
    kept.withLock { $0.keep(reply, for: key, in: state) }
    return reply
  }

  /// An answer that is told anew each time, and known by what it says.
  private func ofNow(_ route: APIRoute, _ request: Request, _ state: CacheState, _ desk: Desk)
    throws
    -> Reply
  {
    var reply = try route.reply(to: request) { try desk.answers(state, asOf: $0) }
    let harvest = try harvest(state, desk)
    // Whoever else fills the disk makes no other answer of it.
    let told = reply.text.replacing(#/"free_bytes":[0-9]+/#, with: "")
    let tag = "\"\(harvest)-\(SHA256.digest(of: told.utf8).hexadecimal.prefix(16))\""
    let headers: [Reply.Header] = [.init("ETag", tag), .init("Cache-Control", "no-cache")]
    if request.headers["if-none-match"]?.contains(where: { $0.matches(tag: tag) }) == true {
      return Reply(304, headers: headers)
    }
    reply.headers += headers
    return reply
  }

  /// What a monitor watches, of now: whether somebody writes, and the room on the disk, no file tells.
  private static func figures(_ answers: Answers) throws -> Reply {
    Reply(
      200,
      type: "text/plain; version=0.0.4; charset=utf-8",
      Array(try WatchedStatus(answers).prometheus.utf8),
      headers: [.init("Cache-Control", "no-store")]
    )
  }

  private func harvest(_ state: CacheState, _ desk: Desk) throws -> Int64 {
    if let known = kept.withLock({ $0.harvest(in: state) }) { return known }
    let harvest: Int64 = try desk.answers(state, asOf: nil).lastHarvest()
    kept.withLock { $0.note(harvest, in: state) }
    return harvest
  }

  /// The last harvest, and a mark of what the file was like and how the answer is written.
  private func tag(_ state: CacheState, _ request: Request, _ desk: Desk) throws -> String {
    let harvest = try harvest(state, desk)
    let format =
      request.isOfAPI ? APIFormat.accepted(by: request.header("accept"))?.rawValue : nil
    return "\"\(harvest)-\(String(state.mark, radix: 16))-\(format ?? "page")\""
  }
}

extension String {
  /// Whether a field `If-None-Match` names a tag; what is weak there is as good.
  fileprivate func matches(tag: String) -> Bool {
    split(separator: ",").contains { part in
      var part = part.drop { $0 == " " }
      while part.last == " " { part.removeLast() }
      if part.hasPrefix("W/") { part = part.dropFirst(2) }
      return part == "*" || part == tag
    }
  }
}

extension Request {
  /// Whether it asks for a route; `/api` itself is the page that lists them.
  fileprivate var isOfAPI: Bool { path.first == "api" && path.count > 1 }
}

extension Reply {
  /// Without a body.
  fileprivate init(_ status: Int, headers: [Header]) {
    (self.status, self.headers, body) = (status, headers, [])
  }
}

/// What the file of a cache is like at one moment, told without reading it.
struct CacheState: Sendable, Hashable {
  /// The file's own number: another once a new file has its name.
  let file: UInt64
  /// Another after every change of it or of its log.
  let mark: UInt64

  /// - Throws: ``Problem`` when there is no file.
  init(of path: String) throws(Problem) {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ number: UInt64) { hash = (hash ^ number) &* 0x0000_0100_0000_01B3 }
    for byte in Version.text.utf8 { mix(UInt64(byte)) }
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw Problem(503, "cache", "The cache is not there any more.")
    }
    file = UInt64(status.st_ino)
    for log in ["", "-wal"] {
      if !log.isEmpty, stat(path + log, &status) != 0 { continue }
      #if canImport(Darwin)
      let time = status.st_mtimespec
      #else
      let time = status.st_mtim
      #endif
      mix(UInt64(bitPattern: Int64(status.st_size)))
      mix(UInt64(bitPattern: Int64(time.tv_sec)))
      mix(UInt64(bitPattern: Int64(time.tv_nsec)))
    }
    mark = hash
  }
}

/// The last replies, and the last answers of which pages show a part, for who asks of the same cache.
struct KeptReplies: Sendable {
  private static let most = 24 << 20
  private static let largest = 2 << 20

  private var state: CacheState?
  private var harvest: Int64?
  private var answers = KeptAnswers()
  private var replies: [String: (reply: Reply, used: UInt64)] = [:]
  private var bytes = 0
  private var clock: UInt64 = 0

  /// Forgets all when the cache is another.
  private mutating func turn(to state: CacheState) {
    guard self.state != state else { return }
    self = KeptReplies()
    self.state = state
  }

  mutating func answers(in state: CacheState) -> KeptAnswers {
    turn(to: state)
    return answers
  }

  mutating func harvest(in state: CacheState) -> Int64? {
    turn(to: state)
    return harvest
  }

  mutating func note(_ harvest: Int64, in state: CacheState) {
    turn(to: state)
    self.harvest = harvest
  }

  mutating func reply(_ key: String, in state: CacheState) -> Reply? {
    turn(to: state)
    clock += 1
    replies[key]?.used = clock
    return replies[key]?.reply
  }

  mutating func keep(_ reply: Reply, for key: String, in state: CacheState) {
    turn(to: state)
    let size = reply.body.count + 2 * key.utf8.count + 500
    guard size <= Self.largest, replies[key] == nil else { return }
    clock += 1
    replies[key] = (reply, clock)
    bytes += size
    guard bytes > Self.most else { return }
    // A quarter at once, those that nobody asked for the longest: else each new one sorts them all.
    for (key, kept) in replies.sorted(by: { $0.value.used < $1.value.used }) {
      guard bytes > Self.most / 4 * 3 else { break }
      replies[key] = nil
      bytes -= kept.reply.body.count + 2 * key.utf8.count + 500
    }
  }
}

/// A file of style or program that pages bring along.
struct StaticFile: Sendable {
  let type: String
  let body: [UInt8]
  let tag: String

  init(_ type: String, _ body: [UInt8]) {
    (self.type, self.body) = (type, body)
    tag = "\"\(SHA256.digest(of: body).hexadecimal.prefix(16))\""
  }

  /// By the path they are served at.
  static let all = [
    "static/explorer.css": StaticFile(
      "text/css; charset=utf-8",
      PackageResources.tree_css + PackageResources.explorer_css
    ),
    "static/explorer.js": StaticFile(
      "text/javascript; charset=utf-8",
      PackageResources.explorer_js
    ),
    "favicon.ico": StaticFile("image/svg+xml", PackageResources.icon_svg),
  ]

  func reply(to request: Request) -> Reply {
    let headers: [Reply.Header] = [.init("ETag", tag), .init("Cache-Control", "no-cache")]
    if request.headers["if-none-match"]?.contains(where: { $0.matches(tag: tag) }) == true {
      return Reply(304, headers: headers)
    }
    return Reply(200, type: type, body, headers: headers)
  }
}
