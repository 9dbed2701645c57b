import StemmaCore
internal import CCurl

/// What the driving thread and its callers share: letters one way, a wake-up, and who is waiting.
///
/// Transfers are known by a counter. A handle's address would not do: handles are used again, and
/// a late cancellation would hit another's transfer.
final class CurlInbox: Sendable {
  typealias ID = UInt64
  typealias Reply = CheckedContinuation<Result<HTTPResponse, HubError>, Never>

  struct Letter: Sendable {
    var id: ID
    var request: HTTPRequest
    var reply: Reply
  }

  struct Mail {
    var letters: [Letter] = []
    var cancelled: [ID] = []
    var isClosing = false
  }

  private struct State {
    var nextID: ID = 1
    /// Identifiers given out whose transfer is not over: only these can be cancelled.
    var live: Set<ID> = []
    var cancelled: Set<ID> = []
    var mail = Mail()
    /// Whether letters come too late.
    var isClosed = false
    /// Whether the thread has nothing left to do.
    var isDone = false
    var onDone: [CheckedContinuation<Void, Never>] = []
    var statistics = CurlTransport.Statistics()
    /// The handle to wake the thread by; gone once the thread is done with it.
    nonisolated(unsafe) var multi: UnsafeMutableRawPointer?

    // Inside the lock, so that the handle cannot go away meanwhile.
    func wake() {
      if let multi { _ = curl.multi_wakeup(multi) }
    }
  }

  private let state = Locked(State())

  // For callers.

  func newID() -> ID {
    state.withLock { state in
      defer { state.nextID += 1 }
      state.live.insert(state.nextID)
      return state.nextID
    }
  }

  func post(_ letter: Letter) {
    let isClosed = state.withLock { state in
      guard !state.mail.isClosing, !state.isClosed else {
        state.live.remove(letter.id)
        return true
      }
      state.mail.letters.append(letter)
      state.wake()
      return false
    }
    if isClosed {
      letter.reply.resume(returning: .failure(HubError(.cancelled, url: letter.request.url)))
    }
  }

  func cancel(_ id: ID) {
    state.withLock { state in
      guard state.live.contains(id) else { return }
      state.cancelled.insert(id)
      state.mail.cancelled.append(id)
      state.wake()
    }
  }

  func close() {
    state.withLock { state in
      state.mail.isClosing = true
      state.wake()
    }
  }

  /// Waits until the thread says that it has nothing left to do.
  func done() async {
    await withCheckedContinuation { continuation in
      let isDone = state.withLock { state in
        if !state.isDone { state.onDone.append(continuation) }
        return state.isDone
      }
      if isDone { continuation.resume() }
    }
  }

  var statistics: CurlTransport.Statistics { state.withLock { $0.statistics } }

  // For the thread.

  func attach(_ multi: UnsafeMutableRawPointer) {
    nonisolated(unsafe) let multi = multi
    state.withLock { $0.multi = multi }
  }

  func collect() -> Mail {
    state.withLock { state in
      let mail = state.mail
      state.mail = Mail(isClosing: mail.isClosing)
      return mail
    }
  }

  /// Whether the letter's sender has already given up.
  func isCancelled(_ id: ID) -> Bool { state.withLock { $0.cancelled.contains(id) } }

  func finish(_ id: ID, connections: Int) {
    state.withLock { state in
      state.live.remove(id)
      state.cancelled.remove(id)
      state.statistics.transfers += 1
      state.statistics.connections += connections
    }
  }

  /// Ends the thread's part; letters that came too late are returned.
  func detach() -> [Letter] {
    state.withLock { state in
      state.multi = nil
      state.isClosed = true
      defer { state.mail = Mail(isClosing: true) }
      return state.mail.letters
    }
  }

  func announceDone() {
    let waiting = state.withLock { state in
      state.isDone = true
      defer { state.onDone = [] }
      return state.onDone
    }
    for continuation in waiting { continuation.resume() }
  }
}
