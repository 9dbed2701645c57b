import Foundation
import StemmaCore
@testable import StemmaHub
import Testing

/// A thread that was joined is gone, with what libraries do at its very end.
@Suite struct WorkThreadTests {
  private static let ends = Locked(0)

  /// libcrypto gives back a thread's memory so, and crashed where the program was ending meanwhile.
  @Test func aJoinedThreadHasNothingLeftToDo() {
    var made = pthread_key_t()
    pthread_key_create(&made) { _ in
      usleep(50_000)
      WorkThreadTests.ends.withLock { $0 += 1 }
    }
    let key = made
    let thread = WorkThread { pthread_setspecific(key, UnsafeRawPointer(bitPattern: 1)) }
    thread.join()
    #expect(Self.ends.withLock { $0 } == 1)
    thread.join()
    pthread_key_delete(key)
  }

  @Test func oneThatNobodyJoinsRunsAllTheSame() async {
    await withCheckedContinuation { continuation in
      _ = WorkThread { continuation.resume() }
    }
  }
}
