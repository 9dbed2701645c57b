package import Foundation

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
