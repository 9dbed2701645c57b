import StemmaCore
import StemmaHub

/// A transport that answers from a script and remembers what it was asked.
final class ScriptedTransport: Transport {
  typealias Answer = Result<HTTPResponse, HubError>

  private let asked = Locked<[HTTPRequest]>([])
  private let script: @Sendable (HTTPRequest, Int) -> Answer

  /// `script` gets the request and its number, counted from 1.
  init(_ script: @escaping @Sendable (HTTPRequest, Int) -> Answer) { self.script = script }

  /// Answers in order; after the last one, the last one again.
  convenience init(_ answers: Answer...) {
    self.init { _, number in answers[min(number, answers.count) - 1] }
  }

  var requests: [HTTPRequest] { asked.withLock { $0 } }

  func send(_ request: HTTPRequest) async throws(HubError) -> HTTPResponse {
    let number = asked.withLock { asked in
      asked.append(request)
      return asked.count
    }
    return try script(request, number).map { response in
      var response = response
      response.url = request.url
      return response
    }.get()
  }
}

extension Result where Success == HTTPResponse, Failure == HubError {
  static func reply(_ status: Int, _ headers: HTTPHeaders = [:], _ body: String = "") -> Self {
    .success(HTTPResponse(url: "", status: status, headers: headers, wireBody: Array(body.utf8)))
  }

  static func ok(_ body: String = "[]", _ headers: HTTPHeaders = [:]) -> Self {
    reply(200, headers, body)
  }

  static func fault(_ code: HubError.Code) -> Self { .failure(HubError(code)) }
}

/// Time that passes only by sleeping, and no chance.
final class VirtualTime: Sendable {
  private let elapsed = Locked(Duration.zero)
  private let slept = Locked<[Duration]>([])

  var sleeps: [Duration] { slept.withLock { $0 } }

  func pass(_ duration: Duration) { elapsed.withLock { $0 += duration } }

  var runEnvironment: RunEnvironment {
    RunEnvironment(
      now: { 1_760_000_000 + self.elapsed.withLock { $0 } / .seconds(1) },
      monotonic: { self.elapsed.withLock { $0 } },
      sleep: { duration in
        try Task.checkCancellation()
        self.slept.withLock { $0.append(duration) }
        self.pass(duration)
      },
      random: { 0 }
    )
  }
}
