import Foundation
import StemmaAnswers
import StemmaCore
import StemmaGraph
import StemmaTestSupport
import Testing

@Suite struct ExportGoldenTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Golden")

  /// To record anew, remove the file and run the test once: it fails, and the file is there to read.
  @Test(arguments: FamilyExports.all.map(\.name))
  func writesTheSmallFamilyAsRecorded(format: String) throws {
    let text = try ExportedText(format, of: .small).text
    let file = Self.folder.appending(path: "small.\(format)")
    guard FileManager.default.fileExists(atPath: file.path) else {
      try Data(text.utf8).write(to: file)
      Issue.record("recorded \(file.lastPathComponent): read it before you keep it")
      return
    }
    #expect(text == String(decoding: try Data(contentsOf: file), as: UTF8.self))
  }

  @Test(arguments: FamilyExports.all.map(\.name))
  func writesAnEmptyFamily(format: String) throws {
    let text = try ExportedText(format, of: DrawnFamily(nodes: [])).text
    #expect(text.isEmpty == (format == "jsonl"))
  }

  @Test(arguments: FamilyExports.all.map(\.name))
  func writesTheSamePiecesOfAnySize(format: String) throws {
    let whole = try ExportedText(format, of: .small)
    let pieces = try ExportedText(format, of: .small, limit: 1)
    #expect(pieces.text == whole.text)
    #expect(pieces.pieceCount > 10)
  }

  /// Reported: the controls of C1 stood raw in `json`, where a terminal acts on them.
  @Test(arguments: FamilyExports.all.map(\.name))
  func actsOnNoTerminal(format: String) throws {
    var family = DrawnFamily.small
    for name in ["\u{9B}31mred", "\u{85}next", "\u{7F}gone", "\u{9D}0;title\u{9C}"] {
      var model = family.nodes[0]
      model.name = name
      model.license = name
      family.nodes.append(model)
    }
    let text = try ExportedText(format, of: family).text
    let active = text.unicodeScalars.filter {
      (0x7F...0x9F).contains($0.value) || $0.value < 0x20 && !"\t\r\n".unicodeScalars.contains($0)
    }
    #expect(active.isEmpty, "\(active.map(\.value))")
  }

  @Test func listsEveryFileOfTheFolder() throws {
    let folder = Shared.package.appending(path: "Sources/StemmaAnswers/Exports")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix("Export.swift") && $0 != "FamilyExport.swift" }
    let listed = FamilyExports.all.map { "\(type(of: $0)).swift" }
    #expect(Set(files) == Set(listed))
    #expect(Set(FamilyExports.all.map(\.name)).count == listed.count)
  }
}

/// What an export writes.
struct ExportedText {
  let text: String
  let pieceCount: Int

  init(_ format: String, of family: DrawnFamily, limit: Int = 1 << 16) throws {
    try self.init(format, ofAny: family, limit: limit)
  }

  init(_ format: String, ofAny family: any Family, limit: Int = 1 << 16) throws {
    var bytes: [UInt8] = []
    var count = 0
    let output = OutputBuffer(limit: limit) {
      bytes += $0
      count += 1
    }
    try #require(FamilyExports.named(format)).write(family, to: output)
    try output.flush()
    text = String(decoding: bytes, as: UTF8.self)
    pieceCount = count
  }
}
