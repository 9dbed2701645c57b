internal import CCurl

/// libcurl's functions; using one loads the library.
// Unsafe: pointers to functions that are the same for the whole life of the process.
nonisolated(unsafe) let curl = stemma_curl().pointee

/// libcurl's own state, set up once in a process.
enum CurlLibrary {
  static let isReady = curl.global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}
