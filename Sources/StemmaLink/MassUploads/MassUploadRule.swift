import StemmaCore

/// A way to tell that a model was uploaded by a program that uploads very many, or for a lesson.
///
/// It speaks of a name, and of nobody: who publishes a model that is told so may publish others by
/// hand. That converters publish thousands of copies makes none of them a mass upload.
package enum MassUploadRule: String, Sendable, CaseIterable {
  /// A Unix time, in seconds or milliseconds, at the end of its name.
  case timestamp
  /// A UUID in its name.
  case uuid
  /// Its name, or the last part of it, is a CUID.
  case cuid
  /// Its name ends with sixteen or more hexadecimal digits, letters and figures mixed.
  case hash
  /// `blockassist` in its name.
  case blockassist
  /// `Gensyn-Swarm` in its name.
  case gensynSwarm = "gensyn-swarm"
  /// Its name is `omega_` and five letters or figures.
  case omega
  /// Its publisher has very many models of this name but for a serial number.
  case serial
  /// Its name is that of an exercise of the course on reinforcement learning.
  case course
  /// Very many accounts have a model of its name, and none of these is an original.
  case tutorial
  /// `test` stands alone in its name.
  case test

  /// Whether counts without mass uploads leave such models out.
  ///
  /// Of names with `test` a third is of models as any other: they are told of, and counted.
  package var isLeftOut: Bool { self != .test }

  /// SQL that holds where `column` is the number of a model that is left out.
  ///
  /// `column` is one of our own names, never foreign text.
  package static func leavesOut(_ column: String) -> String {
    "EXISTS (SELECT 1 FROM mass_upload WHERE mass_upload.repo = \(column) AND \(isOne))"
  }

  /// A query for the numbers of all models that are left out.
  package static let allLeftOut = "SELECT DISTINCT repo FROM mass_upload WHERE \(isOne)"

  /// SQL that holds for the rows of `mass_upload` that leave a model out.
  private static let isOne: String = {
    let counted = allCases.filter { !$0.isLeftOut }.map { "'\($0.rawValue)'" }
    return "rule NOT IN (\(counted.joined(separator: ", ")))"
  }()
}

/// What the name of a model alone says of mass uploads: the part behind the owner, in lower case.
struct UploadName {
  private(set) var bytes: [UInt8] = []

  init() { bytes.reserveCapacity(128) }

  init(_ name: String) {
    self.init()
    var name = name
    name.withUTF8 { take($0) }
  }

  /// Takes another name, in the place of the last.
  mutating func take(_ name: UnsafeBufferPointer<UInt8>) {
    bytes.removeAll(keepingCapacity: true)
    var start = name.count
    while start > 0, name[start - 1] != UInt8(ascii: "/") { start -= 1 }
    for byte in name[start...] {
      bytes.append((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte)
    }
  }

  /// The rules that hold for it.
  ///
  /// - Complexity: O(*n*) for *n* bytes.
  var rules: [MassUploadRule] {
    var rules: [MassUploadRule] = []
    if endsWithTime { rules.append(.timestamp) }
    if hasUUID { rules.append(.uuid) }
    if isCUID { rules.append(.cuid) }
    if endsWithHash { rules.append(.hash) }
    if contains("blockassist") { rules.append(.blockassist) }
    if contains("gensyn-swarm") { rules.append(.gensynSwarm) }
    if isOmega { rules.append(.omega) }
    if isOfCourse { rules.append(.course) }
    if hasTest { rules.append(.test) }
    return rules
  }

  /// A hash of the name with each serial number left out; nil where it has none.
  ///
  /// A serial number is a run of six or more hexadecimal digits with a figure among them.
  var shape: UInt64? {
    var hash = FNVHash()
    var hasSerial = false
    forEachRun(where: Self.isHexadecimal) { run, isHexadecimal in
      if isHexadecimal, run.count >= 6, bytes[run].contains(where: Self.isFigure) {
        hasSerial = true
        hash.take(UInt8(ascii: "#"))
      } else {
        for byte in bytes[run] { hash.take(byte) }
      }
    }
    return hasSerial ? hash.value : nil
  }

  /// From 2015 to 2033: before there were such uploads, figures are of something else.
  private var endsWithTime: Bool {
    let count = bytes.reversed().prefix(while: Self.isFigure).count
    guard count == 10 || count == 13, count < bytes.count else { return false }
    let seconds = bytes[(bytes.count - count)...].prefix(10).reduce(0) { $0 * 10 + Int($1) - 48 }
    return (1_420_070_400..<2_000_000_000).contains(seconds)
  }

  private var hasUUID: Bool {
    bytes.count >= 36 && (0...bytes.count - 36).contains(where: isUUID)
  }

  private func isUUID(at start: Int) -> Bool {
    let end = start + 36
    for place in start..<end {
      let fits =
        switch place - start {
        case 8, 13, 18, 23: bytes[place] == UInt8(ascii: "-")
        default: Self.isHexadecimal(bytes[place])
        }
      guard fits else { return false }
    }
    // More digits on either side: then it is another number.
    return (start == 0 || !Self.isHexadecimal(bytes[start - 1]))
      && (end == bytes.count || !Self.isHexadecimal(bytes[end]))
  }

  /// A `c` and 24 letters and figures, figures not few.
  private var isCUID: Bool {
    let last = bytes[(lastSeparator.map { $0 + 1 } ?? 0)...]
    return last.count == 25 && last.first == UInt8(ascii: "c")
      && last.allSatisfy { Self.isFigure($0) || Self.isLetter($0) }
      && last.count(where: Self.isFigure) >= 4
  }

  private var endsWithHash: Bool {
    let count = bytes.reversed().prefix(while: Self.isHexadecimal).count
    let run = bytes[(bytes.count - count)...]
    let isWhole = count == bytes.count || Self.isSeparator(bytes[bytes.count - count - 1])
    return count >= 16 && isWhole && run.contains(where: Self.isFigure)
      && run.contains(where: Self.isLetter)
  }

  private var isOmega: Bool {
    let start = "omega_".utf8
    return bytes.count == start.count + 5 && bytes.starts(with: start)
      && bytes.dropFirst(start.count).allSatisfy { Self.isFigure($0) || Self.isLetter($0) }
  }

  /// An algorithm and an exercise, whatever follows.
  private var isOfCourse: Bool {
    // Nearly every name begins with another letter than any exercise or algorithm.
    guard let first = bytes.first, CourseNames.mayBegin[Int(first)] else { return false }
    if CourseNames.whole.contains(where: bytes.starts) { return true }
    guard let algorithm = CourseNames.algorithms.first(where: bytes.starts),
      algorithm.count < bytes.count, Self.isSeparator(bytes[algorithm.count])
    else { return false }
    let rest = bytes[(algorithm.count + 1)...]
    return CourseNames.exercises.contains { rest.starts(with: $0) }
  }

  private var hasTest: Bool {
    guard contains("test") else { return false }
    let word = "test".utf8
    var isThere = false
    forEachRun(where: { !Self.isSeparator($0) }) { run, isWord in
      guard isWord, bytes[run].starts(with: word) else { return }
      isThere = isThere || bytes[run].dropFirst(word.count).allSatisfy(Self.isFigure)
    }
    return isThere
  }

  private var lastSeparator: Int? { bytes.lastIndex(where: Self.isSeparator) }

  private func contains(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { word in
      guard word.count <= bytes.count else { return false }
      return (0...bytes.count - word.count).contains { start in
        bytes[start] == word[0] && bytes[start..<start + word.count].elementsEqual(word)
      }
    }
  }

  private func forEachRun(
    where isMeant: (UInt8) -> Bool,
    _ body: (Range<Int>, _ isMeant: Bool) -> Void
  ) {
    var start = 0
    while start < bytes.count {
      let holds = isMeant(bytes[start])
      let end = bytes[start...].firstIndex { isMeant($0) != holds } ?? bytes.count
      body(start..<end, holds)
      start = end
    }
  }

  private static func isFigure(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  private static func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte) }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    isFigure(byte) || (97...102).contains(byte)
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
  }
}

/// What exercises of the course on reinforcement learning are called, in lower case.
///
/// Source: the units of huggingface/deep-rl-class, and the environments that they and the library
/// Stable-Baselines3 name.
private enum CourseNames {
  /// The longer of two that begin alike comes first.
  static let algorithms = lines(
    """
    a2c a3c appo ars ddpg ddqn dqn poca ppo qlearning qrdqn q reinforce rppo sac td3 tqc trpo
    """
  )

  /// How the rest begins.
  static let exercises = lines(
    """
    3dball acrobot ant-v antbulletenv asteroidsnoframeskip beamrider bipedalwalker \
    breakoutnoframeskip carracing cartpole frozen-lake frozen_lake frozenlake halfcheetah hopper \
    huggy learning-frozenlake learning-taxi lunar-lander lunarlander minigrid mountaincar \
    pandapickandplace pandareach pendulum pixelcopter pongnoframeskip pyramids qbertnoframeskip \
    reacher seaquestnoframeskip snowballtarget soccertwos space-invaders spaceinvaders swimmer \
    taxi walker2d worm
    """
  )

  /// Those without an algorithm before.
  static let whole = lines(
    "deep-rl-course frozenlake-v1 huggy-ppo lunarlander-v2 mlagents- rl_course_vizdoom taxi-v3"
  )

  /// By a byte, whether one of them begins with it.
  static let mayBegin = (algorithms + whole).reduce(into: [Bool](repeating: false, count: 256)) {
    $0[Int($1[0])] = true
  }

  private static func lines(_ text: String) -> [[UInt8]] {
    text.split(separator: " ").map { Array($0.utf8) }
  }
}
