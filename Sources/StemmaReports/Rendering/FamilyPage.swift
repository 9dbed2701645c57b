import Foundation
import StemmaStore
package import StemmaAnswers
package import StemmaCore

/// A page with the drawing of one family, which unfolds in it.
///
/// The drawing comes first and needs no script. A page that stands by itself has the members of the family
/// behind it, as many as ``mostBytes`` let in, and says what it leaves out. One that is served asks for a
/// branch when somebody unfolds it, and without a script leads to its drawing. A browser runs no other
/// program than the one whose digest the page names.
package struct FamilyPage {
  /// How a served page goes on.
  package struct Ways {
    /// Ways to other pages, by their texts.
    let links: [Link]
    /// Where a branch of the family is drawn.
    let branch: (_ member: String, _ first: Int) -> String
    /// The same as ``FamilyPage/part``, but for the name of the member and the number of the first branch.
    let part: String

    package struct Link {
      let text, address: String
    }

    package init(
      links: KeyValuePairs<String, String>,
      part: String,
      branch: @escaping (_ member: String, _ first: Int) -> String
    ) {
      self.links = links.map { Link(text: $0.key, address: $0.value) }
      (self.part, self.branch) = (part, branch)
    }
  }

  /// No page is larger.
  package static let mostBytes = 2_000_000

  private let picture: FamilyPicture
  private let version: String
  private let state: String
  private let ways: Ways?

  /// Tells of a picture; `state` says of when it is, such as `as of 2026-08-22`.
  package init(_ picture: FamilyPicture, version: String, state: String, ways: Ways? = nil) {
    (self.picture, self.version, self.state, self.ways) = (picture, version, state, ways)
  }

  /// The page.
  package var html: String {
    let (wide, narrow) = (drawing(.wide, "tree"), drawing(.narrow, "treen"))
    let drawn = [wide, narrow].map { (svg: $0.svg, geometry: $0.geometry) }
    let lines = wide.outline.map(Line.init)
    // The frame, the style and the program take less than the last of these.
    let taken =
      drawn.map(\.svg.utf8.count).reduce(0, +)
      + lines.map { $0.text.utf8.count + 60 }.reduce(0, +) + 60_000
    var members = PageMembers(picture, all: picture.large == nil)
    func text() -> String {
      Self.embedded(members.json(geometries: drawn.map(\.geometry), part: ways?.part))
    }
    var embedded = text()
    while taken + embedded.utf8.count > Self.mostBytes, members.limit > FamilyFold.limit {
      let share = Double(Self.mostBytes - taken) / Double(embedded.utf8.count)
      let limit = Int(Double(members.limit) * min(0.95 * share, 0.9))
      members = PageMembers(picture, limit: max(FamilyFold.limit, limit))
      embedded = text()
    }
    let leftOut = ways == nil && members.held < picture.familyCount
    return ReportTemplates.html.text(
      "tree",
      of: View(
        title: wide.title,
        summary: wide.summary,
        version: version,
        state: state,
        style: ReportTemplates.pageStyle + "body{max-width:90rem}",
        ways: ways?.links ?? [],
        svg: drawn[0].svg,
        narrow: drawn[1].svg,
        pieces: wide.pieces,
        lines: lines,
        isServed: ways != nil,
        leftOut: leftOut
          ? "This page holds \(FoldedBranches.number(members.held)) of the "
            + "\(FoldedBranches.number(picture.familyCount)) models, the largest branches first, "
            + "so that it stays below 2 MB." : nil,
        branch: Evidence.command(["tree", "ID", "--format", "html"]).shell,
        command: Evidence.command(["export", "csv-edges", "\(picture.model)+"]).shell,
        members: embedded,
        script: ReportTemplates.treeScript,
        scriptDigest: "sha256-"
          + Data(SHA256.digest(of: ReportTemplates.treeScript.utf8)).base64EncodedString()
      )
    )
  }

  /// What a page asks for that unfolds a branch: the members of this picture, and what is folded of them.
  package var part: JSONValue { PageMembers(picture, all: false).json(geometries: [], part: nil) }

  private func drawing(_ sheet: FamilyDrawing.Sheet, _ name: String) -> FamilyDrawing {
    FamilyDrawing(picture, name: name, sheet: sheet, branchAddress: ways?.branch)
  }

  /// A line in words, set in by its depth as far as a page is wide.
  struct Line {
    let depth: Int
    let text: String

    init(depth: Int, text: String) { (self.depth, self.text) = (min(depth, 20), text) }
  }

  /// The page as its template takes it.
  private struct View {
    let title, summary, version, state, style: String
    let ways: [Ways.Link]
    let svg, narrow, pieces: String
    let lines: [Line]
    let isServed: Bool
    let leftOut: String?
    let branch, command: String
    let members, script, scriptDigest: String
  }

  /// JSON in which no browser finds the end of the element that it stands in.
  private static func embedded(_ data: JSONValue) -> String {
    data.inertText.replacing("<", with: "\\u003c")
  }
}

/// The members of a picture as the program of a page takes them.
private struct PageMembers {
  private let picture: FamilyPicture
  /// What the first drawing shows.
  private let first: FamilyFold
  /// What is at hand of a picture of which that is not all; nil for all.
  private let fold: FamilyFold?
  /// The members by their places in the picture.
  private let places: [Int]
  /// How many branches may be at hand.
  let limit: Int
  /// How many models of the family are at hand.
  var held: Int { fold?.count ?? picture.familyCount }

  /// All members of a picture; of a large one those that it has.
  init(_ picture: FamilyPicture, all: Bool) {
    if all {
      self.init(picture, FamilyFold(picture), nil, limit: picture.familyCount)
    } else {
      self.init(picture, limit: .max - 1)
    }
  }

  /// So many of the largest branches, and all that the first drawing shows.
  init(_ picture: FamilyPicture, limit: Int) {
    let fold = FamilyFold(holding: limit, of: picture)
    self.init(picture, FamilyFold(picture), fold, limit: min(limit, fold.count))
  }

  private init(_ picture: FamilyPicture, _ first: FamilyFold, _ fold: FamilyFold?, limit: Int) {
    (self.picture, self.first, self.fold, self.limit) = (picture, first, fold, limit)
    guard let fold else {
      places = Array(picture.members.indices)
      return
    }
    // Those at hand, then whatever they lead to that a line may begin at.
    var held = Set([0])
    for (home, count) in fold.shown { held.formUnion(picture.members[home].branches.prefix(count)) }
    for place in held.sorted() {
      for other in picture.members[place].others {
        var next: Int? = other.place
        while let place = next, held.insert(place).inserted { next = picture.members[place].home }
      }
    }
    places = held.sorted()
  }

  /// In the order of the places; of a part also what hangs from what, and what is folded.
  ///
  /// `geometries` are those of the first drawings, for a window and for a phone.
  func json(geometries: [FamilyDrawing.Geometry], part: String?) -> JSONValue {
    var numbers: [Int: Int] = [:]
    for (number, place) in places.enumerated() { numbers[place] = number }
    func number(_ place: Int?) -> JSONValue {
      JSONValue.integer(Int64(place.flatMap { numbers[$0] } ?? -1))
    }
    func numbered(_ counts: [Int: Int]) -> JSONValue {
      .array(
        counts.sorted { $0.key < $1.key }
          .map { .array([number($0.key), .integer(Int64($0.value))]) }
      )
    }
    var relations = RelationCodes()
    let members = places.map { place in
      Self.json(of: picture.members[place], &relations, number)
    }
    var data: [JSONValue.Member] =
      geometries.first.map { wide in
        [
          .init("sheets", .array(geometries.map(\.json))),
          .init("start", .integer(Int64(wide.start))), .init("end", .integer(Int64(wide.end))),
          .init("branchLimit", .integer(Int64(FamilyFold.branchLimit))),
          .init("further", .string(picture.isDownward ? "below" : "above")),
          .init("row", .number(FamilyDrawing.rowHeight)),
          .init("indent", .number(FamilyDrawing.indent)),
          .init("deepest", .integer(Int64(FamilyDrawing.deepest))),
        ]
      } ?? []
    data.append(.init("shown", numbered(first.shown)))
    if let fold {
      let branches = fold.shown.sorted { $0.key < $1.key }.map { home, count -> JSONValue in
        .array([
          number(home), .array(picture.members[home].branches.prefix(count).map { number($0) }),
        ])
      }
      let folds = first.lines(of: picture).compactMap { line -> JSONValue? in
        guard case .fold(let branches, _) = line else { return nil }
        let months = branches.months.sorted { $0.key < $1.key }.map { month, count in
          JSONValue.array([.integer(Int64(month)), .integer(Int64(count))])
        }
        return .array([number(branches.home), .string(branches.text), .array(months)])
      }
      data += [
        .init("branches", .array(branches)), .init("folds", .array(folds)),
        .init(
          "sizes",
          .array(places.map { .integer(Int64(picture.members[$0].size)) })
        ),
        .init("passed", .integer(Int64(picture.whole?.first ?? 0))),
      ]
    }
    if let part { data.append(.init("part", .string(part))) }
    data += [.init("members", .array(members)), .init("relations", relations.json)]
    return .object(data)
  }

  private static func json(
    of member: FamilyPicture.Member,
    _ relations: inout RelationCodes,
    _ number: (Int?) -> JSONValue
  ) -> JSONValue {
    func text(_ text: String?) -> JSONValue { text.map { .string(TerminalText.inert($0)) } ?? 0 }
    let node = member.node
    let facts: [JSONValue] = [
      .string(TerminalText.inert(node.id)), number(member.home),
      relations.code(member.relation), member.day.map { .integer(Int64($0)) } ?? .null,
      node.downloads.map { .integer($0) } ?? .null,
    ]
    let others = member.others.map { other -> JSONValue in
      .array([number(other.place), relations.code(other.relation)])
    }
    let rare: [JSONValue] = [
      text(node.ghost), text(StatedLicense.text(node.license, name: node.licenseName, link: nil)),
      text(member.looser), member.isOutside ? 1 : 0, .array(others),
    ]
    // What the last places lack is not written: most members have none of them.
    let empty: Set<JSONValue> = [0, .array([])]
    let kept = rare.lastIndex { !empty.contains($0) }.map { rare[...$0] } ?? []
    return .array(facts + kept)
  }
}

/// Relations by the numbers that members name them by.
private struct RelationCodes {
  private var texts = [""]

  mutating func code(_ relation: String?) -> JSONValue {
    let relation = relation.map { TerminalText.inert($0) } ?? ""
    if let code = texts.firstIndex(of: relation) { return .integer(Int64(code)) }
    texts.append(relation)
    return .integer(Int64(texts.count - 1))
  }

  var json: JSONValue { .array(texts.map { .string($0) }) }
}

extension FamilyDrawing.Geometry {
  fileprivate var json: JSONValue {
    ["left": .number(left), "plot": .number(sheet.plot), "undated": .number(sheet.undated)]
  }
}
