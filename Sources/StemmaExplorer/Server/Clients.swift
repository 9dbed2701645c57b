import Foundation
import StemmaCore

/// The connections that are open, each with what it is at and since when.
///
/// Who sends or takes bytes one at a time keeps a connection busy for ever, as far as the library
/// under the server can tell; so there is an end to each phase, and a near one when most places are
/// taken.
final class Clients: Sendable {
  enum Phase: Sendable {
    /// Its next request is not there yet.
    case asking
    /// We work on it.
    case waiting
    /// The reply is on its way.
    case taking
  }

  private struct Client: Sendable {
    let socket: Int32
    var phase: Phase
    var since: ContinuousClock.Instant
  }

  private let most: Int
  private let open = Locked<[UInt: Client]>([:])

  /// At most `most` are open.
  init(most: Int) { self.most = most }

  func add(_ id: UInt, socket: Int32) {
    open.withLock { $0[id] = Client(socket: socket, phase: .asking, since: .now) }
  }

  func set(_ id: UInt, _ phase: Phase) {
    open.withLock { clients in
      clients[id]?.phase = phase
      clients[id]?.since = .now
    }
  }

  /// Called before its socket is closed: until then no other connection has the number.
  func remove(_ id: UInt) { _ = open.withLock { $0.removeValue(forKey: id) } }

  /// Ends the connections whose time is over.
  func endOverdue(at now: ContinuousClock.Instant = .now) {
    open.withLock { clients in
      let isCrowded = clients.count > most / 4 * 3
      for client in clients.values where isOverdue(client, now, isCrowded) {
        shutdown(client.socket, Int32(SHUT_RDWR))
      }
    }
  }

  private func isOverdue(
    _ client: Client,
    _ now: ContinuousClock.Instant,
    _ isCrowded: Bool
  ) -> Bool {
    switch client.phase {
    case .waiting: false
    case .asking: client.since.duration(to: now) > (isCrowded ? .seconds(1) : .seconds(10))
    case .taking: client.since.duration(to: now) > (isCrowded ? .seconds(10) : .seconds(60))
    }
  }
}
