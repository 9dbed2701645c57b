import Foundation
import StemmaCore
@testable import StemmaStandIn
import Testing

/// The synthetic Hub has the shape of the real one: the figures are those of July 2025 and August
/// 2026 that `Sources/StemmaStandIn/Synthetic` names.
struct SyntheticHubTests {
  static let models = 60_000
  static let fields = [
    "author", "baseModels", "cardData", "createdAt", "downloads", "gated", "lastModified", "likes",
    "pipeline_tag", "safetensors", "sha", "tags", "models",
  ]

  @Test func isTheSameForTheSameSeedAlone() {
    #expect(bytes(of: .init(models: 3000)) == bytes(of: .init(models: 3000)))
    #expect(bytes(of: .init(models: 3000)) != bytes(of: .init(models: 3000, seed: 2)))
  }

  @Test(arguments: [1, 7, 100, 1000])
  func doesNotDependOnThePage(size: Int) throws {
    let hub = SyntheticHub(.init(models: 500))
    #expect(try rows(of: hub, pages: size) == rows(of: hub, pages: 500))
  }

  @Test(arguments: [1, 7, 1000])
  func listsTheOldestFirstAsWell(size: Int) throws {
    let hub = SyntheticHub(.init(models: 500))
    let rows = try rows(of: hub, pages: size, isAscending: true)
    let ids = rows.compactMap { $0["_id"]?.string }
    #expect(ids == ids.sorted())
    #expect(Set(ids) == Set(try self.rows(of: hub, pages: 500).compactMap { $0["_id"]?.string }))
  }

  @Test(arguments: [0, 40, 400])
  func changesAboutAsManyAsAreAskedFor(changes: Int) throws {
    let before = try rows(of: SyntheticHub(.init(models: 4000)), pages: 1000)
    let after = try rows(of: SyntheticHub(.init(models: 4000, changes: changes)), pages: 1000)
    func differences(in member: String) -> Double {
      Double(zip(before, after).count { $0[member] != $1[member] })
    }
    let asked = Double(changes)
    #expect((asked * 0.9...asked * 1.1).contains(differences(in: "lastModified")))
    #expect(differences(in: "sha") == differences(in: "lastModified"))
    #expect((asked * 0.15...asked * 0.5).contains(differences(in: "tags")))
    // Three in ten have base models at all.
    #expect((asked * 0.01...asked * 0.1).contains(differences(in: "baseModels")))
  }

  @Test func hasTheLineageOfTheRealHub() throws {
    let rows = try rows(of: SyntheticHub(.init(models: Self.models)), pages: 1000)
    let relations = rows.compactMap { $0["baseModels"]?["relation"]?.string }
    func share(_ relation: String) -> Double {
      Double(relations.count { $0 == relation }) / Double(relations.count)
    }
    // 532,729 single-parent edges and merges among 1.86 million models.
    #expect((0.24...0.34).contains(Double(relations.count) / Double(rows.count)))
    #expect((0.37...0.48).contains(share("adapter")))
    #expect((0.28...0.38).contains(share("finetune")))
    #expect((0.14...0.22).contains(share("quantized")))
    let merges = rows.compactMap { row in
      row["baseModels"]?["relation"]?.string == "merge"
        ? row["baseModels"]?["models"]?.array?.count : nil
    }
    let parents = Double(merges.reduce(0, +)) / Double(merges.count)
    #expect((3.4...5.2).contains(parents), "mean parents of a merge: \(parents)")
  }

  @Test func namesOfSomeModelsAloneTellTheirBase() throws {
    let rows = try rows(of: SyntheticHub(.init(models: Self.models)), pages: 1000)
    let names = Set(rows.compactMap { $0["id"]?.string?.split(separator: "/").last })
    let silent = rows.filter { row in
      let parts = row["id"]?.string?.split(separator: "/").last?.components(separatedBy: "-tuned-")
      guard let parts, parts.count > 1 else { return false }
      return names.contains(Substring(parts.dropLast().joined(separator: "-tuned-")))
    }
    #expect(silent.allSatisfy { $0["baseModels"]?["models"]?.array?.isEmpty ?? true })
    // One in twenty of the seven in ten that have no base.
    #expect((0.03...0.04).contains(Double(silent.count) / Double(rows.count)))
  }

  @Test func usesDatasetsAsTheRealHubDoes() throws {
    let rows = try rows(of: SyntheticHub(.init(models: Self.models)), pages: 1000)
    var uses: [String: Int] = [:]
    for row in rows {
      for tag in row["tags"]?.array ?? [] {
        if let name = tag.string, name.hasPrefix("dataset:") { uses[name, default: 0] += 1 }
      }
    }
    let all = Double(uses.values.reduce(0, +))
    let ranked = uses.values.sorted(by: >).map(Double.init)
    func head(_ count: Int) -> Double { ranked.prefix(count).reduce(0, +) / all }
    #expect((0.1...0.14).contains(all / Double(rows.count)), "uses a model: \(all)")
    #expect((0.015...0.03).contains(head(1)), "the first: \(head(1))")
    #expect((0.08...0.12).contains(head(10)), "ten: \(head(10))")
    #expect((0.26...0.36).contains(head(100)), "a hundred: \(head(100))")
    let bare = uses.reduce(0) { $0 + ($1.key.contains("/") ? 0 : $1.value) }
    #expect((0.18...0.3).contains(Double(bare) / all), "without an owner: \(bare)")
  }

  @Test func hasRowsOfTheRealSize() throws {
    let rows = try rows(of: SyntheticHub(.init(models: Self.models)), pages: 1000)
    let tags = rows.map { Double($0["tags"]?.array?.count ?? 0) }.reduce(0, +) / Double(rows.count)
    #expect((6...14).contains(tags), "tags a model: \(tags)")
    let licensed = rows.count { $0["cardData"]?["license"]?.string != nil }
    #expect((0.3...0.5).contains(Double(licensed) / Double(rows.count)), "licensed: \(licensed)")
    let spoken = rows.count { $0["cardData"]?["language"] != nil }
    #expect((0.1...0.2).contains(Double(spoken) / Double(rows.count)), "languages: \(spoken)")
  }

  @Test func hasTheSameModelsWithAndWithoutOtherKinds() {
    var options = SyntheticOptions(models: 3000)
    (options.datasets, options.spaces) = (1000, 2000)
    #expect(bytes(of: options) == bytes(of: .init(models: 3000)))
  }

  @Test func listsDatasetsThatNameDatasets() throws {
    let hub = SyntheticHub(try SyntheticOptions("models=3000,datasets=6000,seed=1"))
    let rows = try rows(of: hub, of: .dataset, pages: 1000, isAscending: true)
    #expect(rows.count == 6000)
    let ids = rows.compactMap { $0["_id"]?.string }
    #expect(ids == ids.sorted() && Set(ids).count == 6000)
    let names = rows.compactMap { $0["id"]?.string }
    #expect(Set(names).count == 6000)
    #expect(names.allSatisfy { hub.find(.dataset, named: $0) == .here })
    #expect(hub.find(.dataset, named: "set-15") == .moved(to: "data-lab-15/set-15"))
    #expect(hub.find(.dataset, named: "imagefolder") == .missing)
    let sources = rows.compactMap {
      $0["cardData"]?["source_datasets"]?.array?.compactMap(\.string)
    }
    #expect((0.25...0.3).contains(Double(sources.count) / 6000), "\(sources.count) have the key")
    let naming = sources.filter { $0 != ["original"] }
    #expect((0.045...0.067).contains(Double(naming.count) / 6000), "\(naming.count) name datasets")
    let named = naming.joined().map { $0.hasPrefix("extended|") ? String($0.dropFirst(9)) : $0 }
    #expect(Set(named).isSubset(of: names))
    #expect(
      rows.allSatisfy { row in
        let tagged = (row["tags"]?.array ?? []).compactMap(\.string)
          .filter { $0.hasPrefix("source_datasets:") }
        let told = row["cardData"]?["source_datasets"]?.array?.compactMap(\.string) ?? []
        return tagged == told.map { "source_datasets:" + $0 }
      }
    )
  }

  @Test func listsSpacesThatLoadModels() throws {
    let hub = SyntheticHub(try SyntheticOptions("models=3000,spaces=6000,changes=300"))
    let rows = try rows(of: hub, of: .space, pages: 700, isAscending: true)
    let names = rows.compactMap { $0["id"]?.string }
    #expect(names.count == 6000 && Set(names).count == 6000)
    #expect(names.allSatisfy { hub.find(.space, named: $0) == .here })
    let loaded = rows.flatMap { $0["models"]?.array?.compactMap(\.string) ?? [] }
    #expect(loaded.allSatisfy { hub.find(.model, named: $0) == .here })
    #expect((0.2...0.3).contains(Double(rows.count { $0["models"]?.array != [] }) / 6000))
    let originals = rows.compactMap { $0["cardData"]?["duplicated_from"]?.string }
    #expect(originals.count > 300 && Set(originals).isSubset(of: names))
    let before = try self.rows(
      of: SyntheticHub(try SyntheticOptions("models=3000,spaces=6000")),
      of: .space,
      pages: 6000,
      isAscending: true
    )
    let changed = zip(rows, before).count { $0["sha"] != $1["sha"] }
    #expect((540...660).contains(changed), "\(changed) changed")
  }

  @Test func hasNoOtherKindsUnlessAsked() throws {
    let hub = SyntheticHub(.init(models: 3000))
    #expect(try rows(of: hub, of: .dataset, pages: 10).isEmpty)
    #expect(try rows(of: hub, of: .space, pages: 10).isEmpty)
    #expect(hub.find(.dataset, named: "nyu-mll/glue") == .missing)
  }

  private func rows(
    of hub: SyntheticHub,
    of kind: RepoKind = .model,
    pages size: Int,
    isAscending: Bool = false
  ) throws -> [JSONValue] {
    let reader = JSONReader()
    var query = ListQuery(
      kind: kind,
      sort: .createdAt,
      isAscending: isAscending,
      limit: size,
      fields: Set(Self.fields)
    )
    var rows: [JSONValue] = []
    while let page = hub.rendered(query, names: ["_id", "id"] + Self.fields) {
      rows += try reader.value(page.body).array ?? []
      query.after = page.next
      if page.next == nil { break }
    }
    return rows
  }

  private func bytes(of options: SyntheticOptions) -> [UInt8]? {
    let query = ListQuery(kind: .model, sort: .createdAt, limit: 3000, fields: Set(Self.fields))
    return SyntheticHub(options).rendered(query, names: ["_id", "id"] + Self.fields)?.body
  }
}
