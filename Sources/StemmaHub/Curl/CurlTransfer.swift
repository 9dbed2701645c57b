internal import CCurl

/// One easy handle with the memory it writes to; used for one transfer after another.
///
/// Lives on the driving thread alone.
final class CurlTransfer {
  let easy: UnsafeMutableRawPointer
  private let head: UnsafeMutablePointer<stemma_bytes>
  private let body: UnsafeMutablePointer<stemma_bytes>
  private let problem: UnsafeMutablePointer<CChar>
  private var headerList: UnsafeMutablePointer<curl_slist>?
  /// The proxy between us and the host, as far as the environment says.
  private var proxy: ProxyRule.Proxy?

  // Far above any real reply's; without it a server could fill the memory with header lines.
  private static let maxHeadBytes = 256 << 10
  private static let problemBytes = Int(CURL_ERROR_SIZE)

  init?() {
    guard let easy = curl.easy_init() else { return nil }
    self.easy = easy
    head = .allocate(capacity: 1)
    head.initialize(to: stemma_bytes())
    body = .allocate(capacity: 1)
    body.initialize(to: stemma_bytes())
    problem = .allocate(capacity: Self.problemBytes)
    problem.initialize(repeating: 0, count: Self.problemBytes)
  }

  /// Frees everything; the handle must be out of the multi handle.
  func discard() {
    clear()
    curl.easy_cleanup(easy)
    head.deallocate()
    body.deallocate()
    problem.deallocate()
  }

  /// Forgets the last transfer, but neither connections nor names looked up.
  func clear() {
    curl.easy_reset(easy)
    curl.slist_free_all(headerList)
    headerList = nil
    stemma_forget(head)
    stemma_forget(body)
    problem.pointee = 0
  }

  /// Sets the handle up; false when libcurl refuses.
  func prepare(
    _ request: HTTPRequest,
    id: CurlInbox.ID,
    trusting authorities: CertificateAuthorities?,
    isDirect: Bool
  ) -> Bool {
    head.pointee.limit = Self.maxHeadBytes
    body.pointee.limit = max(0, request.maxBodyBytes)
    proxy = isDirect ? nil : ProxyRule.ofThisProcess.proxy(for: request.url)
    if isDirect, stemma_set_text(easy, CURLOPT_NOPROXY, "*") != CURLE_OK { return false }
    return trust(authorities) && setUpConnection(request, id: id) && setUpLimits(request)
      && setUpHeaders(request.headers)
  }

  private func trust(_ authorities: CertificateAuthorities?) -> Bool {
    guard let authorities else { return true }
    let options =
      authorities.isFolder
      ? [CURLOPT_CAPATH, CURLOPT_PROXY_CAPATH] : [CURLOPT_CAINFO, CURLOPT_PROXY_CAINFO]
    return options.allSatisfy { stemma_set_text(easy, $0, authorities.path) == CURLE_OK }
  }

  private func setUpConnection(_ request: HTTPRequest, id: CurlInbox.ID) -> Bool {
    stemma_leave_resolver(easy)
    let codes = [
      stemma_allow_http_only(easy),
      stemma_set_text(easy, CURLOPT_URL, request.url),
      stemma_set_id(easy, id),
      stemma_set_error_buffer(easy, problem),
      stemma_collect(easy, head, body),
      set(CURLOPT_NOSIGNAL, 1),
      set(CURLOPT_FOLLOWLOCATION, 0),
      // The path is the Hub's own spelling: dots in it are not ours to fold.
      set(CURLOPT_PATH_AS_IS, 1),
      set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS)),
      // Share a connection that is being made rather than open another. Without TLS nothing can be
      // shared, and libcurl would still wait for the first reply.
      set(CURLOPT_PIPEWAIT, request.url.lowercased().hasPrefix("https:") ? 1 : 0),
      set(CURLOPT_TCP_KEEPALIVE, 1),
      set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1),
    ]
    return codes.allSatisfy { $0 == CURLE_OK }
  }

  private func setUpLimits(_ request: HTTPRequest) -> Bool {
    let codes = [
      set(CURLOPT_CONNECTTIMEOUT_MS, Self.milliseconds(request.connectTimeout)),
      set(CURLOPT_TIMEOUT_MS, Self.milliseconds(request.totalTimeout)),
      set(CURLOPT_LOW_SPEED_LIMIT, request.stallRule.bytesPerSecond),
      set(CURLOPT_LOW_SPEED_TIME, request.stallRule.seconds),
      stemma_set_offset(easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(max(1, request.maxBodyBytes))),
    ]
    return codes.allSatisfy { $0 == CURLE_OK }
  }

  private func setUpHeaders(_ headers: HTTPHeaders) -> Bool {
    for field in headers.fields {
      let line = field.name + ": " + field.value
      // A line end would begin a header of its own.
      guard line.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
        let longer = curl.slist_append(headerList, line)
      else { return false }
      headerList = longer
    }
    return stemma_set_headers(easy, headerList) == CURLE_OK
  }

  private func set(_ option: CURLoption, _ value: Int) -> CURLcode {
    stemma_set_long(easy, option, value)
  }

  private static func milliseconds(_ duration: Duration) -> Int {
    max(1, Int(duration / .milliseconds(1)))
  }
}

extension CurlTransfer {
  /// The identifier the handle was prepared with.
  static func id(of easy: UnsafeMutableRawPointer?) -> CurlInbox.ID? {
    var id: UInt64 = 0
    guard let easy, stemma_get_id(easy, &id) == CURLE_OK else { return nil }
    return id
  }

  /// Connections opened for the last transfer.
  var connections: Int { number(CURLINFO_NUM_CONNECTS) }

  /// What the transfer came to.
  func result(
    of request: HTTPRequest,
    code: CURLcode,
    at now: Double
  ) -> Result<HTTPResponse, HubError> {
    guard code == CURLE_OK else { return .failure(error(request, code)) }
    // libcurl 7.88 takes a head that ends before its blank line for a whole reply.
    guard let headers = HTTPHeaders(parsing: Self.array(head)) else {
      return .failure(HubError(.brokenBody("the head is cut short"), url: request.url))
    }
    let status = number(CURLINFO_RESPONSE_CODE)
    if let proxy = proxy ?? (status == 407 ? .unknown : nil), proxy.hasWritten(status, headers) {
      return .failure(refusal(by: proxy, status, request))
    }
    return .success(
      HTTPResponse(
        url: request.url,
        status: status,
        headers: headers,
        wireBody: Self.array(body),
        receivedAt: now,
        httpVersion: httpVersion
      )
    )
  }

  private var httpVersion: String {
    switch number(CURLINFO_HTTP_VERSION) {
    case Int(CURL_HTTP_VERSION_1_0): "1.0"
    case Int(CURL_HTTP_VERSION_1_1): "1.1"
    case Int(CURL_HTTP_VERSION_2_0): "2"
    case Int(CURL_HTTP_VERSION_3): "3"
    default: ""
    }
  }

  /// A reply in the place of the Hub's.
  private func refusal(
    by proxy: ProxyRule.Proxy,
    _ status: Int,
    _ request: HTTPRequest
  ) -> HubError {
    let isLogin = status == 407
    let words = isLogin ? "wants a user name and password" : "answered in the Hub's place"
    var error = HubError(.proxy("\(proxy.name) \(words)"), url: request.url)
    error.status = status
    return error
  }

  private func error(_ request: HTTPRequest, _ code: CURLcode) -> HubError {
    let words = problem.pointee == 0 ? curl.easy_strerror(code) : UnsafePointer(problem)
    let reason = words.map { String(cString: $0) } ?? "error \(code.rawValue)"
    // What a proxy answered to the wish for a tunnel.
    let connectStatus = number(CURLINFO_HTTP_CONNECTCODE)
    if connectStatus >= 300 { return refusal(by: proxy ?? .unknown, connectStatus, request) }
    var error = HubError(self.code(of: code, reason: reason, request), url: request.url)
    // A status is known when the reply broke off after its head.
    let status = number(CURLINFO_RESPONSE_CODE)
    if status > 0 { error.status = status }
    error.requestID = HTTPHeaders(parsing: Self.array(head)).flatMap(HubError.requestID)
    return error
  }

  private func code(of code: CURLcode, reason: String, _ request: HTTPRequest) -> HubError.Code {
    switch code {
    case CURLE_FILESIZE_EXCEEDED: return .tooLarge(limit: request.maxBodyBytes)
    case CURLE_WRITE_ERROR where body.pointee.overflowed:
      return .tooLarge(limit: request.maxBodyBytes)
    case CURLE_WRITE_ERROR where head.pointee.overflowed:
      return .tooLarge(limit: Self.maxHeadBytes)
    case CURLE_OPERATION_TIMEDOUT: return .timedOut(reason)
    case CURLE_PARTIAL_FILE, CURLE_BAD_CONTENT_ENCODING: return .brokenBody(reason)
    case CURLE_URL_MALFORMAT: return .badAddress(reason)
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
      return .untrusted(reason)
    case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: return .proxy(reason)
    // Behind a proxy it is the proxy that is connected to.
    case CURLE_COULDNT_CONNECT:
      return proxy.map { .proxy("\($0.name): \(reason)") } ?? .unreachable(reason)
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_SSL_CONNECT_ERROR: return .unreachable(reason)
    default: return .connectionLost(reason)
    }
  }

  private func number(_ info: CURLINFO) -> Int {
    var value = 0
    return stemma_get_long(easy, info, &value) == CURLE_OK ? value : 0
  }

  private static func array(_ bytes: UnsafeMutablePointer<stemma_bytes>) -> [UInt8] {
    Array(UnsafeBufferPointer(start: bytes.pointee.start, count: bytes.pointee.count))
  }
}
