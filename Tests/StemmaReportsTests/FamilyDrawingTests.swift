import Foundation
#if canImport(FoundationXML)
import FoundationXML
#endif
import StemmaAnswers
import StemmaCore
import StemmaGraph
@testable import StemmaReports
import StemmaTestSupport
import Testing

/// Families drawn by hand or made up, and their drawings.
@Suite struct FamilyDrawingTests {
  @Test func aSmallFamilyIsDrawnAsItAlwaysWas() throws {
    let drawing = FamilyDrawing(DrawnTree.small, isStandalone: true).svg + "\n"
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "Golden/family.svg"
    )
    let golden = try? String(contentsOf: file, encoding: .utf8)
    if golden != drawing {
      try Data(drawing.utf8).write(to: file)
      Issue.record("The drawing was otherwise; \(file.lastPathComponent) has the new one.")
    }
  }

  @Test func eachRelationGhostAndParentIsTold() throws {
    let svg = FamilyDrawing(DrawnTree.small).svg
    for part in [
      "class=\"row finetune\"", "class=\"row adapter\"", "class=\"row merge\"",
      "class=\"row quantized\"", "class=\"row unknown\"", "is-ghost", "is-outside",
      "class=\"edge other e-merge\"", "class=\"looser\"", "class=\"floor\"",
      "the/ghost (deleted or private)", "other/base (another family)",
      "declared license looser than inherited: mit after llama3 of the/base",
    ] {
      #expect(svg.contains(part), "\(part)")
    }
    // A mark of the legend and one line for the merge's parent in another family.
    #expect(svg.matches(of: /class="edge other/).count == 3)
  }

  /// On paper the pieces follow each other without a gap, and no line of the drawing is in two of them.
  @Test func itsPiecesAreTheWholeDrawing() throws {
    let drawing = FamilyDrawing(FamilyPicture(DrawnTree.madeUp(300)), name: "small")
    let svg = drawing.svg
    func box(_ text: some StringProtocol) -> [Double] {
      text.split(separator: " ").compactMap { Double($0) }
    }
    let sheet = box(try #require(svg.firstMatch(of: /viewBox="([^"]*)"/)).1)
    let top = try #require(svg.firstMatch(of: /data-top="([^"]*)"/).flatMap { Double($0.1) })
    let pieces = drawing.pieces
      .matches(of: /<svg class="stemma" viewBox="([^"]*)"><use href="#small-all"\/><\/svg>/)
      .map { box($0.1) }
    #expect(svg.contains(#"<g class="all stemma" id="small-all">"#) && pieces.count > 1)
    var end = 0.0
    for piece in pieces {
      #expect(piece[0] == 0 && abs(piece[1] - end) < 0.2 && piece[2] == sheet[2])
      let rows = (end - top) / FamilyDrawing.rowHeight
      #expect(end == 0 || abs(rows - rows.rounded()) < 0.02)
      end = piece[1] + piece[3]
    }
    #expect(abs(end - sheet[3]) < 0.2)
  }

  /// Each relation has a line of its own, and a color that those see apart who lack a kind of cones.
  @Test(arguments: [nil, "dark"] as [String?])
  func relationsAreToldApartWithoutAllColors(scheme: String?) throws {
    let style = ReportTemplates.treeStyle
    let rule = try #require(
      scheme == nil
        ? style.firstMatch(of: /\n\.stemma\{(--[^}]*)\}/)?.1
        : style.firstMatch(of: /scheme:dark\)\{\.stemma\{(--[^}]*)\}/)?.1
    )
    let colors = try RelationStyle.allCases.map { relation in
      let name = try #require(rule.firstRange(of: "--\(relation.rawValue):#"))
      return try #require(Int(rule[name.upperBound...].prefix(6), radix: 16))
    }
    for sight in ColorSight.all {
      for (place, one) in colors.enumerated() {
        for other in colors[(place + 1)...] {
          // Two that lie beside each other are told apart from about 2 on.
          #expect(sight.distance(one, other) > 15, "\(sight.name)")
        }
      }
    }
    let dashes = RelationStyle.allCases.map { relation in
      style.firstRange(of: ".e-\(relation.rawValue){")
        .map { style[$0.upperBound...].prefix { $0 != "}" } }?
        .split(separator: ";").first { $0.hasPrefix("stroke-dasharray") }
    }
    #expect(Set(dashes).count == RelationStyle.allCases.count)
  }

  /// Each model's line leads to its page, where there is one; a file of its own leads nowhere.
  @Test func linesLeadToPagesWhereThereAreSome() throws {
    let picture = DrawnTree.small
    let linked = FamilyDrawing(picture) { "/models/" + $0.node.id }.svg
    let rows = linked.matches(of: /class="row [^"]*" data-n="[0-9]+"><a href="\/models\/([^"]*)">/)
    #expect(rows.count == linked.matches(of: /class="row [^"]*" data-n=/).count && rows.count > 4)
    #expect(linked.contains("role=\"group\""))
    #expect(!FamilyDrawing(picture, isStandalone: true).svg.contains("<a "))
    let parser = XMLParser(data: Data(linked.utf8))
    #expect(parser.parse())
  }

  @Test func foreignNamesStayText() throws {
    let name = "</title><script>alert(1)</script>/\"'&\u{202E}--><image href=x onerror=y>"
    let tree = ModelTree(
      model: name,
      direction: .down,
      nodes: [
        .init(id: name, distance: 0, ghost: name, license: name),
        .init(id: "b" + name, relation: name, distance: 1, createdAt: "2024-01-01T00:00:00Z"),
      ],
      edges: [.init(child: "b" + name, parent: name, relation: name)]
    )
    let picture = FamilyPicture(tree, looser: ["b" + name: name])
    let svg = FamilyDrawing(picture, isStandalone: true).svg
    let page = FamilyPage(picture, version: "1", state: name).html
    for text in [svg, page] {
      #expect(
        !text.contains("<script>alert") && !text.contains("<image") && !text.contains("\u{202E}")
      )
      #expect(!text.contains("onerror=y>") || !text.contains("<image"))
    }
    #expect(page.matches(of: /<script/).count == 2 && page.matches(of: /<\/script/).count == 2)
    let parser = XMLParser(data: Data(svg.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
  }

  /// The largest branches, whatever they hang from, and a line for the rest.
  @Test func foldsByRule() throws {
    let picture = FamilyPicture(DrawnTree.madeUp(50_000))
    let fold = FamilyFold(picture)
    let lines = fold.lines(of: picture)
    let drawn = lines.compactMap { line -> Int? in
      if case .member(let place, _) = line { return place }
      return nil
    }
    let folds = lines.compactMap { line -> FoldedBranches? in
      if case .fold(let branches, _) = line { return branches }
      return nil
    }
    #expect(drawn.count + folds.map(\.count).reduce(0, +) == 50_000)
    #expect(drawn.count >= 60 && drawn.count < 80)
    #expect(fold.shown.values.allSatisfy { $0 <= 13 })
    // No branch that is folded is larger than one beside it that is drawn.
    for folded in folds {
      let branches = picture.members[folded.home].branches
      let rest = branches.dropFirst(fold.shown[folded.home] ?? 0)
      #expect(rest.map { picture.members[$0].size }.reduce(0, +) == folded.count)
      let smallest = branches.prefix(fold.shown[folded.home] ?? 0).map { picture.members[$0].size }
        .min()
      let largest = rest.map { picture.members[$0].size }.max() ?? 0
      #expect(smallest.map { $0 >= largest } ?? true)
      // All but the ghosts.
      #expect(folded.months.values.reduce(0, +) * 10 > folded.count * 9)
    }
    #expect(FamilyDrawing(picture).svg.utf8.count < 300_000)
  }

  /// However many models there are, and however long their names.
  @Test(arguments: [50_000, 3000]) func aPageStaysBelowTwoMegabytes(count: Int) throws {
    let nodes = (1...count).map { number in
      ModelTree.Node(
        id: "owner\(number % 99)/"
          + (count > 3000
            ? "a-name-as-long-as-those-of-most-models-" : String(repeating: "<", count: 300))
          + "\(number)",
        relation: "adapter",
        distance: 1
      )
    }
    let tree = ModelTree(
      model: "a/base",
      direction: .down,
      nodes: [.init(id: "a/base", distance: 0)] + nodes,
      edges: nodes.map { .init(child: $0.id, parent: "a/base", relation: "adapter") }
    )
    let page = FamilyPage(FamilyPicture(tree), version: "1", state: "").html
    #expect((1_000_000...FamilyPage.mostBytes).contains(page.utf8.count))
    let told = try #require(
      page.firstMatch(of: #/This page holds ([\d,]+) of the ([\d,]+) models/#)
    )
    #expect(told.2 == FoldedBranches.number(count + 1))
    let held = try #require(Int(told.1.replacing(",", with: "")))
    #expect(held > 600 && held < count)
    #expect(page.contains("stemma export csv-edges a/base+"))
  }

  @Test func tellsAFoldInWords() throws {
    let nodes = (1...41_455).map { number in
      ModelTree.Node(
        id: "owner\(number % 20_100)/m\(number)",
        relation: "adapter",
        distance: 1,
        // Those that are drawn: their owners have others.
        downloads: number <= 12 ? 9 : 0
      )
    }
    let tree = ModelTree(
      model: "a/base",
      direction: .down,
      nodes: [.init(id: "a/base", distance: 0)] + nodes,
      edges: nodes.map { .init(child: $0.id, parent: "a/base", relation: "adapter") }
    )
    let lines = FamilyDrawing(FamilyPicture(tree)).outline
    #expect(lines.count == 14)
    #expect(lines.last?.text == "41,443 more: adapters by 20,100 publishers")
  }

  /// Forty rows of zeros are one line; programs get them all.
  @Test func rowsOfZerosFoldIntoOneLine() throws {
    let rows = (1...43).map { number -> [Table.Cell] in
      [.text("model \(number)"), .text("data"), Table.Cell(number % 20 == 1 ? 2 : 0), .missing]
    }
    let table = ReportTable(
      "t",
      title: "T",
      Table(["model", "role", "uses", "others"], rows: rows),
      pages: rows.indices.map { "page-\($0)" },
      behind: []
    )
    let shown = table.withoutZeros
    #expect(shown.table.table.rows.map(\.first) == ["model 1", "model 21", "model 41"])
    #expect(shown.table.pages == ["page-0", "page-20", "page-40"])
    #expect(
      shown.line
        == "40 more rows count nothing: model 2, model 3, model 4, model 5, model 6 and 35 others."
    )
    let few = ReportTable(
      "t",
      title: "T",
      Table(["m", "n"], rows: [["a", 0], ["b", 1]]),
      behind: []
    )
    #expect(few.withoutZeros.line == nil && few.withoutZeros.table == few)
  }

  /// Deep, wide, cyclic and without dates: nothing of it takes the stack or divides by zero.
  @Test func oddFamiliesAreDrawn() throws {
    let chain = DrawnTree.chain(20_000)
    #expect(FamilyDrawing(FamilyPicture(chain)).svg.contains("19,940 more"))
    let alone = ModelTree(model: "a/b", direction: .down, nodes: [.init(id: "a/b", distance: 0)])
    #expect(
      FamilyDrawing(FamilyPicture(alone)).svg.contains("Nothing is known to be made from it.")
    )
    let cycle = ModelTree(
      model: "a/b",
      direction: .down,
      nodes: [.init(id: "a/b", distance: 0), .init(id: "a/c", distance: 1)],
      edges: [.init(child: "a/c", parent: "a/b"), .init(child: "a/b", parent: "a/c")]
    )
    #expect(FamilyDrawing(FamilyPicture(cycle)).outline.map(\.depth) == [0, 1])
  }
}

/// Trees for drawings.
enum DrawnTree {
  /// One of each: relations, a merge within the family and one with another, a ghost.
  static let small = FamilyPicture(
    ModelTree(
      model: "the/base",
      direction: .down,
      nodes: [
        node("the/base", nil, 0, "2022-03-02", "llama3", 1_234_567),
        node("a/tuned", "finetune", 1, "2023-01-10", "llama3", 5_000),
        node("b/lora", "adapter", 1, "2023-05-01", nil, 3),
        node("c/odd", nil, 1, "2024-02-29", "mit", nil),
        .init(id: "the/ghost", relation: "finetune", distance: 1, ghost: "deleted or private"),
        node("a/tuned-GGUF", "quantized", 2, "2023-02-01", nil, 40),
        node("d/merged", "merge", 2, "2023-08-08", "mit", 7),
        node("e/of-the-lost", "finetune", 2, "2024-03-03", nil, 0),
      ],
      edges: [
        .init(child: "a/tuned", parent: "the/base", relation: "finetune"),
        .init(child: "b/lora", parent: "the/base", relation: "adapter"),
        .init(child: "c/odd", parent: "the/base"),
        .init(child: "the/ghost", parent: "the/base", relation: "finetune"),
        .init(child: "a/tuned-GGUF", parent: "a/tuned", relation: "quantized"),
        .init(child: "d/merged", parent: "a/tuned", relation: "merge"),
        .init(child: "d/merged", parent: "b/lora", relation: "merge"),
        .init(child: "e/of-the-lost", parent: "the/ghost", relation: "finetune"),
      ]
    ),
    outside: (
      [node("other/base", nil, -1, "2023-03-03", nil, 900_000)],
      [.init(child: "d/merged", parent: "other/base", relation: "merge")]
    ),
    looser: ["c/odd": "declared license looser than inherited: mit after llama3 of the/base"]
  )

  private static func node(
    _ id: String,
    _ relation: String?,
    _ distance: Int,
    _ day: String,
    _ license: String?,
    _ downloads: Int64?
  ) -> ModelTree.Node {
    .init(
      id: id,
      relation: relation,
      distance: distance,
      createdAt: "\(day)T00:00:00Z",
      license: license,
      downloads: downloads
    )
  }

  /// A family of `count` models: each hangs from one before it, early ones more often; every
  /// twentieth is a merge of two.
  static func madeUp(_ count: Int) -> ModelTree {
    var random = SplitMix64(state: 20)
    var distances = [0]
    var edges: [ModelTree.Edge] = []
    let relations = ["adapter", "finetune", "quantized", "merge", nil]
    func name(_ number: Int) -> String {
      number == 0
        ? "lab/base"
        : "user-\(number * 7 % 1999)/" + String(repeating: "model-", count: number % 6)
          + "\(number)"
    }
    var made: [String?] = [nil]
    for number in 1..<max(2, count) where number < count {
      let share = Double(random.next() % 1_000_000) / 1_000_000
      let parent = Int(share * share * share * Double(number))
      let relation = relations[Int(random.next() % 5)]
      distances.append(distances[parent] + 1)
      made.append(relation)
      edges.append(.init(child: name(number), parent: name(parent), relation: relation))
      if number % 20 == 0, parent != number - 1 {
        edges.append(.init(child: name(number), parent: name(number - 1), relation: "merge"))
      }
    }
    let nodes = (0..<count).map { number in
      ModelTree.Node(
        id: name(number),
        relation: made[number],
        distance: distances[number],
        ghost: number > 0 && number % 97 == 0 ? "deleted or private" : nil,
        createdAt: number % 97 == 0 && number > 0
          ? nil
          : Timestamp.text(
            secondsSince1970: 1_650_000_000 + Int64(number) * 130_000_000 / Int64(count)
          ),
        license: number % 3 == 0 ? "apache-2.0" : nil,
        downloads: Int64(random.next() % 1_000_000) * Int64(random.next() % 1_000)
          / Int64(number + 1)
      )
    }
    return ModelTree(
      model: name(0),
      direction: .down,
      nodes: nodes.sorted { ($0.distance, $0.id) < ($1.distance, $1.id) },
      edges: edges
    )
  }

  static func chain(_ count: Int) -> ModelTree {
    let nodes = (0..<count).map { number in
      ModelTree.Node(id: "a/m\(100_000 + number)", relation: "finetune", distance: number)
    }
    return ModelTree(
      model: nodes[0].id,
      direction: .down,
      nodes: nodes,
      edges: zip(nodes.dropFirst(), nodes).map {
        .init(child: $0.id, parent: $1.id, relation: "finetune")
      }
    )
  }
}

/// Eyes, as Machado, Oliveira and Fernandes describe them in "A Physiologically-based Model for Simulation of
/// Color Vision Deficiency" (2009), for those who lack one kind of cones altogether.
private struct ColorSight {
  let name: String
  let matrix: [[Double]]

  static let all = [
    ColorSight(name: "all cones", matrix: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    ColorSight(
      name: "protanopia",
      matrix: [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    ),
    ColorSight(
      name: "deuteranopia",
      matrix: [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    ),
    ColorSight(
      name: "tritanopia",
      matrix: [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
      ]
    ),
  ]

  /// How far two colors of sRGB are from each other in CIELAB (CIE 1976), as these eyes see them.
  func distance(_ one: Int, _ other: Int) -> Double {
    zip(lab(one), lab(other)).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
  }

  private func lab(_ color: Int) -> [Double] {
    let linear = [16, 8, 0].map { shift -> Double in
      let part = Double(color >> shift & 255) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    func times(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
      matrix.map { zip($0, vector).map(*).reduce(0, +) }
    }
    let seen = times(matrix, linear).map { min(1, max(0, $0)) }
    let xyz = times(
      [
        [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
      ],
      seen
    )
    let scaled = zip(xyz, [0.95047, 1, 1.08883]).map { value, white -> Double in
      let share = value / white
      return share > 216.0 / 24_389 ? cbrt(share) : (24_389.0 / 27 * share + 16) / 116
    }
    return [
      116 * scaled[1] - 16, 500 * (scaled[0] - scaled[1]), 200 * (scaled[1] - scaled[2]),
    ]
  }
}
