internal import CCurl

/// The loop that drives every transfer; all it knows of them lives on its own thread.
struct CurlDriver: Sendable {
  let inbox: CurlInbox
  let maxConcurrent: Int
  let authorities: CertificateAuthorities?
  let isDirect: Bool
  let now: @Sendable () -> Double

  /// Runs until the inbox is closed.
  func run() {
    guard CurlLibrary.isReady, let multi = curl.multi_init() else {
      preconditionFailure("libcurl did not start")
    }
    stemma_set_multi_long(multi, CURLMOPT_MAXCONNECTS, maxConcurrent)
    stemma_set_multi_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    inbox.attach(multi)
    var loop = Loop(multi: multi, driver: self)
    loop.run()
    let late = inbox.detach()
    for letter in late { loop.refuse(letter) }
    loop.tearDown()
    inbox.announceDone()
  }
}

private struct Loop {
  let multi: UnsafeMutableRawPointer
  let driver: CurlDriver
  var waiting: [CurlInbox.Letter] = []
  var running: [CurlInbox.ID: (letter: CurlInbox.Letter, transfer: CurlTransfer)] = [:]
  var idle: [CurlTransfer] = []

  mutating func run() {
    while true {
      let mail = driver.inbox.collect()
      waiting += mail.letters
      if mail.isClosing { return }
      for id in mail.cancelled { cancel(id) }
      startWaiting()
      var count: Int32 = 0
      _ = curl.multi_perform(multi, &count)
      if finishDone() { continue }
      _ = curl.multi_poll(multi, nil, 0, 60_000, nil)
    }
  }

  private mutating func startWaiting() {
    var taken = 0
    while running.count < driver.maxConcurrent, taken < waiting.count {
      start(waiting[taken])
      taken += 1
    }
    waiting.removeFirst(taken)
  }

  private mutating func start(_ letter: CurlInbox.Letter) {
    // A sender may give up before its letter comes in.
    guard !driver.inbox.isCancelled(letter.id) else { return refuse(letter) }
    guard let transfer = idle.popLast() ?? CurlTransfer() else {
      preconditionFailure("no memory for a transfer")
    }
    let isReady = transfer.prepare(
      letter.request,
      id: letter.id,
      trusting: driver.authorities,
      isDirect: driver.isDirect
    )
    guard isReady, curl.multi_add_handle(multi, transfer.easy) == CURLM_OK else {
      recycle(transfer)
      let error = HubError(.badAddress("libcurl refuses it"), url: letter.request.url)
      return answer(letter, .failure(error))
    }
    running[letter.id] = (letter, transfer)
  }

  private mutating func cancel(_ id: CurlInbox.ID) {
    if let (letter, transfer) = running.removeValue(forKey: id) {
      _ = curl.multi_remove_handle(multi, transfer.easy)
      let connections = transfer.connections
      recycle(transfer)
      refuse(letter, connections: connections)
    } else if let index = waiting.firstIndex(where: { $0.id == id }) {
      refuse(waiting.remove(at: index))
    }
  }

  /// Answers the senders of all transfers that are over, and says whether there were any.
  private mutating func finishDone() -> Bool {
    var left: Int32 = 0
    var found = false
    while let message = curl.multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE else { continue }
      found = true
      finish(message.pointee.easy_handle, message.pointee.data.result)
    }
    return found
  }

  private mutating func finish(_ easy: UnsafeMutableRawPointer?, _ code: CURLcode) {
    guard let id = CurlTransfer.id(of: easy),
      let (letter, transfer) = running.removeValue(forKey: id)
    else { return }
    _ = curl.multi_remove_handle(multi, transfer.easy)
    let result = transfer.result(of: letter.request, code: code, at: driver.now())
    let connections = transfer.connections
    recycle(transfer)
    answer(letter, result, connections: connections)
  }

  private mutating func recycle(_ transfer: CurlTransfer) {
    transfer.clear()
    idle.append(transfer)
  }

  func refuse(_ letter: CurlInbox.Letter, connections: Int = 0) {
    answer(
      letter,
      .failure(HubError(.cancelled, url: letter.request.url)),
      connections: connections
    )
  }

  private func answer(
    _ letter: CurlInbox.Letter,
    _ result: Result<HTTPResponse, HubError>,
    connections: Int = 0
  ) {
    driver.inbox.finish(letter.id, connections: connections)
    letter.reply.resume(returning: result)
  }

  mutating func tearDown() {
    for letter in waiting { refuse(letter) }
    for (letter, transfer) in running.values {
      _ = curl.multi_remove_handle(multi, transfer.easy)
      transfer.discard()
      refuse(letter)
    }
    for transfer in idle { transfer.discard() }
    _ = curl.multi_cleanup(multi)
  }
}
