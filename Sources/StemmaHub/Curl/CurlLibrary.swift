internal import CCurl

/// libcurl's functions; using one loads the library.
// Unsafe: pointers to functions that are the same for the whole life of the process.
nonisolated(unsafe) let curl = stemma_curl().pointee

/// libcurl's own state, set up once in a process.
enum CurlLibrary {
  static let isReady = curl.global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}

/// The libcurl that this program runs with.
package enum CurlFeatures {
  /// Its version, such as `7.88.1`.
  package static var version: String {
    facts.flatMap { String(validatingCString: $0.version) } ?? ""
  }

  /// Whether it speaks HTTP/2.
  package static var hasHTTP2: Bool { has(CURL_VERSION_HTTP2) }

  /// Whether it was built with zlib.
  package static var hasGzip: Bool { has(CURL_VERSION_LIBZ) }

  /// Whether it speaks TLS.
  package static var hasTLS: Bool { has(CURL_VERSION_SSL) }

  private static var facts: curl_version_info_data? {
    curl.version_info(CURLVERSION_FIRST)?.pointee
  }

  private static func has(_ feature: Int32) -> Bool {
    facts.map { $0.features & feature != 0 } ?? false
  }
}
