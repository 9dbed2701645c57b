extension HubClient {
  func travel(
    _ journey: inout Journey,
    _ content: ReplyContent
  ) async throws(HubError) -> HubReply {
    for _ in 0...Self.maxRedirects {
      let (response, body) = try await persist(&journey, content)
      guard response.isRedirect else {
        return HubReply(
          requestedURL: journey.requestedURL,
          finalURL: journey.url,
          status: response.status,
          headers: response.headers,
          body: body,
          exchanges: journey.exchanges,
          attempts: journey.attempts,
          waited: journey.waited
        )
      }
      journey.url = try target(of: response)
    }
    throw HubError(.tooManyRedirects(limit: Self.maxRedirects), url: journey.requestedURL)
  }

  private func target(of response: HTTPResponse) throws(HubError) -> String {
    guard let location = response.headers["Location"] else {
      throw response.error(.brokenRedirect("no Location"))
    }
    do throws(HubError) {
      return try endpoint.following(location, from: response.url)
    } catch {
      if case .foreignRedirect = error.code { throw response.error(error.code) }
      throw response.error(.brokenRedirect(location))
    }
  }

  /// Asks the journey's address until there is an answer, or no point in asking again.
  private func persist(
    _ journey: inout Journey,
    _ content: ReplyContent
  ) async throws(HubError) -> (HTTPResponse, [UInt8]) {
    var attempt = 0
    while true {
      attempt += 1
      let bucket = endpoint.bucket(of: journey.url)
      let (response, judged) = try await ask(&journey, bucket, content)
      switch judged {
      case .success(let success):
        state.withLock { $0.hasAnswered = true }
        return success
      case .failure(let error):
        let decision = decide(after: error, response, bucket, attempt: attempt)
        if case .retry(let delay) = decision {
          if error.code == .rateLimited { hold(bucket, for: delay, journey.caller) }
          try await wait(delay, &journey)
        } else {
          try resign(error, &journey)
          attempt = 0
        }
      }
    }
  }

  private func decide(
    after error: HubError,
    _ response: HTTPResponse?,
    _ bucket: Bucket,
    attempt: Int
  ) -> RetryPolicy.Decision {
    policy.decide(
      after: error,
      attempt: attempt,
      retryAfter: response.flatMap {
        RetryAfter.wait(in: $0.headers, now: surroundings.now())
      },
      quota: response.flatMap { Quota.quotas(in: $0.headers, for: bucket)[bucket] },
      hasAnswered: state.withLock { $0.hasAnswered },
      chance: surroundings.random()
    )
  }

  /// Goes on without the token when it was refused what anonymous callers may see; else throws.
  private func resign(_ error: HubError, _ journey: inout Journey) throws(HubError) {
    let isRefusal = error.status == 401 || error.status == 403
    if let refusal = journey.refusal { throw isRefusal ? refusal : error }
    guard journey.caller == .bearer, isRefusal,
      error.code == .notFound || error.code == .forbidden
    else { throw error }
    journey.refusal = error
    journey.caller = .anonymous
  }

  /// Sends one request when the quota lets it.
  private func ask(
    _ journey: inout Journey,
    _ bucket: Bucket,
    _ content: ReplyContent
  ) async throws(HubError) -> (HTTPResponse?, Result<(HTTPResponse, [UInt8]), HubError>) {
    let caller = journey.caller
    let sent = try await reserve(bucket, &journey)
    journey.attempts += 1
    let request = request(for: journey, content)
    let result: Result<HTTPResponse, HubError>
    do throws(HubError) {
      result = .success(try await transport.send(request))
    } catch {
      result = .failure(error)
    }
    let response = try? result.get()
    state.withLock {
      $0.ledgers[caller]?.settle(
        bucket,
        headers: response?.headers,
        sentAt: sent,
        at: surroundings.monotonic()
      )
    }
    if let response { journey.exchanges.append(response) }
    let judged = result.flatMap { response in
      content.judge(response, limit: maxBodyBytes).map { (response, $0) }
    }
    return (response, judged)
  }

  private func request(for journey: Journey, _ content: ReplyContent) -> HTTPRequest {
    var headers: HTTPHeaders = [
      "User-Agent": userAgent, "Accept": content.accept, "Accept-Encoding": "gzip",
    ]
    if let token, journey.caller == .bearer, endpoint.isHubOrigin(journey.url) {
      headers.fields.append(.init("Authorization", token.authorization))
    }
    var request = HTTPRequest(url: journey.url, headers: headers)
    request.maxBodyBytes = maxBodyBytes
    return request
  }
}

extension HubClient {
  /// Waits until the quota lets a request go, and returns the moment it went.
  private func reserve(
    _ bucket: Bucket,
    _ journey: inout Journey
  ) async throws(HubError) -> Duration {
    while true {
      let caller = journey.caller
      let (delay, now) = state.withLock { state in
        let now = surroundings.monotonic()
        let delay = state.ledgers[caller]?.reserve(bucket, at: now) ?? .zero
        if delay == .zero { state.statistics.requests[bucket, default: 0] += 1 }
        return (delay, now)
      }
      if delay == .zero { return now }
      try await wait(delay, &journey)
    }
  }

  private func hold(_ bucket: Bucket, for delay: Duration, _ caller: Caller) {
    state.withLock {
      $0.ledgers[caller]?.hold(bucket, until: surroundings.monotonic() + delay)
    }
  }

  private func wait(_ delay: Duration, _ journey: inout Journey) async throws(HubError) {
    journey.waited += delay
    state.withLock { $0.statistics.waited += delay }
    do {
      try await surroundings.sleep(delay)
    } catch {
      throw HubError(.cancelled, url: journey.url)
    }
  }
}
