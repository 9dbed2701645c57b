import Foundation
import StemmaCore
import StemmaHarvest
import StemmaHub

/// Sends the probes one by one, counts them, and keeps every reply in an archive of its own.
///
/// Unlike the client of a harvest it follows nothing and repeats nothing: what comes is what is
/// looked at.
final class DoctorDoor {
  /// The most requests of a checkup.
  static let limit = 38

  private let endpoint: Endpoint
  private let transport: any Transport
  private let userAgent = "stemma/\(Version.text)"
  private let archive: ArchiveWriter?
  private(set) var token: Token?
  private(set) var requests = 0
  /// Why no more is asked, once that is so.
  private(set) var closed: String?
  /// When the request before was sent, by the monotonic clock.
  private var lastAsked: Duration?
  /// Refusals that are of no one repository.
  private var denials = 0

  /// The first reply of the Hub, and when it was asked for.
  private(set) var first: (reply: ProbeReply, askedAt: Double)?
  private let runEnvironment: RunEnvironment

  init(
    _ hub: HubSettings,
    transport: any Transport,
    archive: ArchiveWriter?,
    runEnvironment: RunEnvironment
  ) {
    self.runEnvironment = runEnvironment
    endpoint = hub.endpoint
    token = hub.token
    self.transport = RedactingTransport(transport, hiding: hub.token)
    self.archive = archive
  }

  /// Asks a path, or an address that the Hub gave.
  ///
  /// Nil when no reply came or nothing more may be asked; ``closed`` says why.
  func ask(
    _ url: String,
    ifNoneMatch tag: String? = nil,
    anonymously: Bool = false
  ) async throws -> ProbeReply? {
    guard closed == nil else { return nil }
    guard requests < Self.limit else {
      closed = "the requests of one checkup are used up"
      return nil
    }
    try await pause()
    requests += 1
    var headers: HTTPHeaders = [
      "User-Agent": userAgent, "Accept": "application/json, */*", "Accept-Encoding": "gzip",
    ]
    let url = try endpoint.rewriting(url)
    if let tag { headers.fields.append(.init("If-None-Match", tag)) }
    if let token, !anonymously, endpoint.isHubOrigin(url) {
      headers.fields.append(.init("Authorization", token.authorization))
    }
    var request = HTTPRequest(url: url, headers: headers)
    request.totalTimeout = .seconds(60)
    let askedAt = runEnvironment.now()
    let response: HTTPResponse
    do {
      response = try await transport.send(request)
    } catch {
      // Nothing has answered yet: there is no Hub to look at.
      if requests == 1 { throw error }
      return nil
    }
    _ = try archive?.append(WARCRecord(response))
    if response.status == 429 { closed = "the Hub's quota is used up: try again in five minutes" }
    if response.status == 403, response.headers["X-Error-Code"] == nil {
      denials += 1
      if denials > 1 { closed = "the Hub denies access: ask again another day" }
    }
    let reply = ProbeReply(response)
    if first == nil { first = (reply, askedAt) }
    return reply
  }

  /// Waits until a second has passed since the request before, but on this machine.
  private func pause() async throws {
    guard !endpoint.isLoopback else { return }
    let now = runEnvironment.monotonic()
    let next = lastAsked.map { $0 + .seconds(1) } ?? now
    if next > now { try await runEnvironment.sleep(next - now) }
    lastAsked = max(now, next)
  }

  /// Asks one of the Hub's routes.
  func ask(
    _ address: HubAddress,
    ifNoneMatch tag: String? = nil,
    anonymously: Bool = false
  ) async throws -> ProbeReply? {
    try await ask(address.pathAndQuery, ifNoneMatch: tag, anonymously: anonymously)
  }

  /// Goes on without the token, which the Hub did not take.
  func dropToken() { token = nil }

  /// Where the next page is, if the reply links one.
  func next(after reply: ProbeReply) -> String? {
    guard case .page(let link) = LinkHeader.next(in: reply.headers.all("Link")) else { return nil }
    return try? endpoint.following(link, from: reply.url)
  }

  /// Where a redirect leads.
  func target(of reply: ProbeReply) -> String? {
    reply.headers["Location"].flatMap { try? endpoint.following($0, from: reply.url) }
  }
}
