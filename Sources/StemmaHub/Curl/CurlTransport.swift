/// HTTP through libcurl, driven by one thread of its own.
///
/// Speaks HTTP/2 where TLS offers it, keeps connections, follows no redirect and decodes nothing:
/// the body is what came over the wire. A cancelled task ends its transfer.
package final class CurlTransport: Transport {
  /// What happened so far.
  package struct Statistics: Sendable, Hashable {
    /// Transfers that are over, however they ended.
    package var transfers = 0
    /// Connections opened.
    package var connections = 0

    package init(transfers: Int = 0, connections: Int = 0) {
      self.transfers = transfers
      self.connections = connections
    }
  }

  private let inbox = CurlInbox()
  private let thread: WorkThread

  /// Starts the thread.
  ///
  /// At most `maxConcurrent` transfers run at a time; further ones wait in the order they came.
  /// `authorities` are trusted in place of the machine's. A direct one goes through no proxy, whatever
  /// the process's environment names.
  package init(
    maxConcurrent: Int = 4,
    authorities: CertificateAuthorities? = nil,
    isDirect: Bool = false,
    now: @escaping @Sendable () -> Double = RunEnvironment.epochSeconds
  ) {
    let driver = CurlDriver(
      inbox: inbox,
      maxConcurrent: max(1, maxConcurrent),
      authorities: authorities,
      isDirect: isDirect,
      now: now
    )
    thread = WorkThread { driver.run() }
  }

  deinit { inbox.close() }

  package var statistics: Statistics { inbox.statistics }

  package func send(_ request: HTTPRequest) async throws(HubError) -> HTTPResponse {
    guard WebOrigin(request.url) != nil else {
      throw HubError(.badAddress("only http and https addresses are asked"), url: request.url)
    }
    let id = inbox.newID()
    let inbox = inbox
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        inbox.post(.init(id: id, request: request, reply: continuation))
      }
    } onCancel: {
      inbox.cancel(id)
    }
    return try result.get()
  }

  /// Ends every transfer with ``HubError/Code/cancelled`` and returns once the thread is gone.
  ///
  /// Later requests fail at once.
  package func shutdown() async {
    inbox.close()
    await inbox.done()
    // A thread that has nothing left to do still gives back what libraries keep for it.
    thread.join()
  }

  /// Shuts down once `body` has ended, however it ends.
  ///
  /// A program must not exit before the thread is gone: the libraries under it are taken down then.
  package func whileOpen<Result>(
    isolation: isolated (any Actor)? = #isolation,
    _ body: () async throws -> Result
  ) async rethrows -> Result {
    do {
      let result = try await body()
      await shutdown()
      return result
    } catch {
      await shutdown()
      throw error
    }
  }
}
