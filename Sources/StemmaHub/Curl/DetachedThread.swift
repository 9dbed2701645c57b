#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// A thread of its own for work that blocks; it ends with its body and is never joined.
enum DetachedThread {
  /// Runs `body` on a new thread in which SIGPIPE is blocked.
  ///
  /// libcurl told not to touch signals leaves it to the caller that a write to a closed
  /// connection does not end the process.
  static func start(_ body: @escaping @Sendable () -> Void) {
    let code = create(Unmanaged.passRetained(Body(body)).toOpaque())
    precondition(code == 0, "no thread to be had: error \(code)")
  }

  private static func create(_ context: UnsafeMutableRawPointer) -> Int32 {
    #if canImport(Darwin)
    var thread: pthread_t?
    let code = pthread_create(&thread, nil, entry, context)
    if let thread { pthread_detach(thread) }
    #else
    var thread = pthread_t()
    let code = pthread_create(&thread, nil, entry, context)
    if code == 0 { pthread_detach(thread) }
    #endif
    return code
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
