/// How far asking runs ahead of writing.
///
/// Each reply needs a place from before it is asked for until it is written. So memory stays
/// bounded, however much faster the Hub is than the disk.
actor Lead {
  private var free: Int
  private var isClosed = false
  private var queue: [CheckedContinuation<Bool, Never>] = []

  init(places: Int) { free = places }

  /// Takes a place, once one is free; false when nothing more is to be asked.
  func take() async -> Bool {
    guard !isClosed else { return false }
    guard free == 0 else {
      free -= 1
      return true
    }
    return await withCheckedContinuation { queue.append($0) }
  }

  /// Gives places back.
  func give(_ count: Int) {
    free += count
    while free > 0, !queue.isEmpty {
      free -= 1
      queue.removeFirst().resume(returning: true)
    }
  }

  /// Lets nobody ask for more.
  func close() {
    isClosed = true
    for waiting in queue { waiting.resume(returning: false) }
    queue = []
  }
}
