internal import CProcess
internal import Foundation

/// A program that this process started, and that ends with it: also when nobody is left to end it.
///
/// What the program starts in turn, as a script does, ends with it as well.
final class BoundProcess {
  /// A number of `errno`.
  struct Errno: Error { let number: Int32 }

  /// The program, and the group of processes that it leads.
  private let id: pid_t
  /// How it ended, as `waitpid` tells; nil while it goes on.
  private var ending: Int32?
  /// Closed when this process ends, however it does: then the kernel kills the group.
  private let tie: Int32

  /// Starts `program` in `folder`, or where this process is, with its standard files.
  init(
    _ program: String,
    _ arguments: [String],
    in folder: String?,
    files: [Int32]
  ) throws(Errno) {
    let words = ([program] + arguments).map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    var (group, end): (pid_t, Int32) = (0, -1)
    let number = bp_start(program, words, folder, files, &group, &end)
    guard number == 0 else { throw Errno(number: number) }
    (id, tie) = (group, end)
  }

  deinit {
    end()
    close(tie)
  }

  /// Two ends of a pipe, neither of which another program gets.
  static func pipe() throws(Errno) -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    let number = bp_pipe(&ends)
    guard number == 0 else { throw Errno(number: number) }
    return (ends[0], ends[1])
  }

  /// Whether it goes on.
  var isRunning: Bool {
    if ending == nil { wait(WNOHANG) }
    return ending == nil
  }

  /// Waits for its end: nil when it says that it did its work, or else the signal that ended it, or 0.
  func failure() -> Int32? {
    while ending == nil { wait(0) }
    guard let ending, ending != 0 else { return nil }
    return ending & 0x7f
  }

  /// Ends it, whatever it does.
  func end() {
    guard ending == nil else { return }
    kill(-id, SIGKILL)
    _ = failure()
  }

  private func wait(_ options: Int32) {
    var status: Int32 = 0
    let found = waitpid(id, &status, options)
    if found == id { ending = status }
    // Somebody else took its status: it is over, and how is not known.
    if found < 0, errno != EINTR { ending = 1 << 8 }
  }
}
