import StemmaCore
import Testing

/// Streams packed and unpacked, and those that lie.
@Suite struct GzipStreams {
  private static let text = Array(String(repeating: "a stemma of models, ", count: 5000).utf8)

  @Test(arguments: [0, 1, 6, 9] as [Int32])
  func whatIsPackedComesBack(level: Int32) throws {
    for content in [[], [7], Self.text] {
      #expect(try Gzip.inflate(Gzip.deflate(content, level: level), limit: 1 << 20) == content)
    }
  }

  @Test func theSameBytesGiveTheSameStream() {
    #expect(Gzip.deflate(Self.text) == Gzip.deflate(Self.text))
  }

  @Test func membersAreJoined() throws {
    let packed = Gzip.deflate(Array("one ".utf8)) + Gzip.deflate(Array("two".utf8))
    #expect(try Gzip.inflate(packed, limit: 100) == Array("one two".utf8))
  }

  @Test func everyCutIsNoticed() {
    let packed = Gzip.deflate(Array("a stemma of models".utf8))
    for count in 0..<packed.count {
      #expect(throws: Gzip.Failure.self, "cut after \(count)") {
        try Gzip.inflate(packed.prefix(count), limit: 1 << 20)
      }
    }
  }

  @Test func aWrongChecksumIsNoticed() {
    var packed = Gzip.deflate(Self.text)
    packed[packed.count - 6] ^= 1
    #expect(throws: Gzip.Failure.self) { try Gzip.inflate(packed, limit: 1 << 20) }
  }

  @Test func aBombIsStopped() {
    let bomb = Gzip.deflate([UInt8](repeating: 0, count: 50 << 20), level: 9)
    #expect(bomb.count < 100_000)
    do {
      _ = try Gzip.inflate(bomb, limit: 1 << 20)
      Issue.record("it was unpacked whole")
    } catch {
      guard case .larger(than: 1 << 20) = error else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test(arguments: [
    [], [0x1F], [0x1F, 0x8B], Array("<html>".utf8), [UInt8](repeating: 0, count: 64),
  ])
  func whatIsNoStreamIsRefused(bytes: [UInt8]) {
    #expect(throws: Gzip.Failure.self) { try Gzip.inflate(bytes, limit: 100) }
  }

  @Test(arguments: [1, 7, 1000, 1 << 20])
  func aStreamMayComeInPieces(size: Int) throws {
    let packer = GzipPacker()
    let pieces = stride(from: 0, to: Self.text.count, by: size).map {
      Array(Self.text[$0..<min($0 + size, Self.text.count)])
    }
    let packed = pieces.flatMap(packer.pack) + packer.finish()
    #expect(try Gzip.inflate(packed, limit: 1 << 20) == Self.text)

    let unpacker = GzipUnpacker()
    var content: [UInt8] = []
    for start in stride(from: 0, to: packed.count, by: size) {
      #expect(!unpacker.isEnded)
      let piece = Array(packed[start..<min(start + size, packed.count)])
      try unpacker.unpack(piece, into: &content, limit: 1 << 20)
    }
    #expect(unpacker.isEnded)
    #expect(content == Self.text)
  }

  @Test func aMemberIsTakenFromAStreamOfMany() throws {
    let (one, two) = (Gzip.deflate(Self.text), Gzip.deflate(Array("two".utf8)))
    let unpacker = GzipUnpacker()
    var content: [UInt8] = []
    for piece in [Array((one + two).prefix(10)), Array((one + two).dropFirst(10))] {
      #expect(!unpacker.isEnded)
      try unpacker.unpack(piece, into: &content, limit: 1 << 20)
    }
    #expect(unpacker.isEnded)
    #expect(content == Self.text)
    #expect(unpacker.consumed == one.count)
    let cut = GzipUnpacker()
    var rest: [UInt8] = []
    try cut.unpack(Array(one.dropLast(3)), into: &rest, limit: 1 << 20)
    #expect(!cut.isEnded)
  }
}
