#if canImport(Glibc)
import StemmaCore
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A thread of its own for work that blocks; one that nobody joins ends by itself.
final class WorkThread: Sendable {
  // The handle of a thread may be used from any other.
  private struct Handle: @unchecked Sendable {
    let thread: pthread_t
  }

  /// Gone once the thread was joined.
  private let handle: Locked<Handle?>

  /// Runs `body` on a new thread in which SIGPIPE is blocked.
  ///
  /// libcurl told not to touch signals leaves it to the caller that a write to a closed
  /// connection does not end the process.
  init(_ body: @escaping @Sendable () -> Void) {
    let thread = Self.start(Unmanaged.passRetained(Body(body)).toOpaque())
    handle = Locked(Handle(thread: thread))
  }

  deinit {
    handle.withLock { handle in
      if let handle { pthread_detach(handle.thread) }
    }
  }

  /// Waits until the thread is gone, with all that libraries keep for it.
  ///
  /// To be called when its body has ended, or is about to: the caller is blocked until then.
  func join() {
    handle.withLock { handle in
      if let handle { pthread_join(handle.thread, nil) }
      handle = nil
    }
  }

  private static func start(_ context: UnsafeMutableRawPointer) -> pthread_t {
    #if canImport(Darwin)
    var made: pthread_t?
    let code = pthread_create(&made, nil, entry, context)
    let thread = made
    #else
    var made = pthread_t()
    let code = pthread_create(&made, nil, entry, context)
    let thread = code == 0 ? made : nil
    #endif
    guard let thread else { preconditionFailure("no thread to be had: error \(code)") }
    return thread
  }

  #if canImport(Darwin)
  private static let entry: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? = {
    run($0)
  }
  #else
  private static let entry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
    { run($0) }
  #endif

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  private static func run(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    var pipe = sigset_t()
    sigemptyset(&pipe)
    sigaddset(&pipe, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &pipe, nil)
    Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
    return nil
  }
}
