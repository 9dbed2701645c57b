package import Foundation
package import StemmaCore

/// How a stand-in behaves beside what its world says.
package struct StandInOptions: Sendable {
  /// What `Link` headers begin with.
  package enum Origin: Sendable, Hashable {
    /// `https://huggingface.co`, as the Hub writes whoever asks.
    case production
    /// The stand-in's own address, for clients that follow links as they come.
    case own
  }

  /// The port to listen on; 0 takes any free one.
  package var port: UInt16 = 0
  package var origin = Origin.production
  /// The quota; nil leaves it and its headers out.
  package var quota: ServedQuota? = ServedQuota()
  /// Waited before every answer.
  package var latency: Duration?
  /// Zlib's level for callers that take gzip; nil never compresses.
  package var gzipLevel: Int32? = 6
  /// Bytes of finished list pages kept for callers that ask again.
  package var pageCacheBytes = 64 << 20
  /// What becomes of a listing asked for oldest first.
  package enum Ascending: Sendable, Hashable {
    /// It comes so.
    case served
    /// 400.
    case refused
    /// It comes newest first.
    case ignored
  }

  /// How listings by creation are served that are asked for oldest first, kind by kind.
  ///
  /// They are served where nothing is said. By any other key the Hub refuses them.
  package var ascending: [RepoKind: Ascending] = [:]
  /// What likers may be expanded by to come with their times; empty for a Hub without them.
  package var likeTimes: Set<String> = ["likedAt", "likeAt"]
  /// The page size of the commits route when none is asked for.
  package var commitsPerPage = 50
  /// Which tokens the Hub would know.
  package var isValidToken: @Sendable (String) -> Bool = {
    $0.hasPrefix("hf_") && !$0.contains("invalid")
  }
  /// The tokens that may read the files of gated repositories.
  package var grantedTokens: Set<String> = []
  /// The time that quota windows and the log go by.
  package var now: @Sendable () -> Date = { Date() }
  /// Asked before each answer, with the request's number from 1 on; nil leaves the answer alone.
  package var intercept: (@Sendable (Int, HubRequest) async -> Fault?)?

  package init() {}
}

/// A misbehaviour to show instead of, or upon, the right answer.
package struct Fault: Sendable {
  /// What the caller gets.
  package enum Action: Sendable {
    /// The right answer.
    case none
    /// This reply instead; nothing is added to its headers but what HTTP needs.
    case reply(Reply)
    /// The right answer, cut after so many bytes of its body by closing the connection.
    case drop(after: Int)
    /// The right answer under a `Content-Length` that is wrong by so many bytes; the connection is
    /// closed behind it.
    case wrongLength(by: Int)
    /// The right answer compressed, its stream cut after so many bytes and sent as if whole.
    case truncatedGzip(keeping: Int)
    /// The right answer, so many bytes at a time with a pause between.
    case drip(bytes: Int, every: Duration)
    /// Zeros without end behind the head of the right answer.
    case endless
    /// This text in place of status line, headers and body; the connection is closed behind it.
    case raw(String)
    /// No answer at all.
    case hangUp
  }

  /// Waited before anything is sent.
  package var delay: Duration?
  package var action: Action

  package init(_ action: Action, delay: Duration? = nil) {
    self.action = action
    self.delay = delay
  }
}

/// Why a stand-in cannot serve.
package struct StandInError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What went wrong.
  package enum Code: Sendable, Hashable {
    /// The world file cannot be read.
    case unreadableFile
    /// A line of the world breaks the format.
    case brokenLine(Int)
    /// No port could be opened.
    case cannotListen
  }

  package let code: Code
  /// The facts, and what to do.
  package let detail: String

  package init(_ code: Code, _ detail: String) {
    self.code = code
    self.detail = detail
  }

  package var description: String {
    switch code {
    case .brokenLine(let number): "line \(number): \(detail)"
    case .unreadableFile, .cannotListen: detail
    }
  }
}
