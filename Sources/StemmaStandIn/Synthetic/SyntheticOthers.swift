internal import StemmaCore

/// Writes one dataset of a synthetic Hub as the Hub's list route does.
///
/// Names are those that models and other datasets give, by rank: the older the more used. Source of the
/// shares: in 9,923 cards of datasets of 2023 and 2024 (fdac24/MP3 and YoungXinyu1802/HuggingFace-Dataset-
/// Card-Analysis) 27 % have `source_datasets`, 5.6 % name a dataset there and most others `original`; the
/// median of their metadata is 320 bytes and the mean far above, for the columns of some.
struct SyntheticDatasetRow {
  /// Their own calendar, identities and changes, of as many as there are datasets.
  let hub: SyntheticHub.Parts
  let index: Int

  /// Appends the row with `members`, in their order.
  func write(_ members: [SyntheticRow.Member], to text: inout SyntheticText) {
    text.put("{")
    for member in members {
      switch member {
      case .name: text.putMember("id") { writeName(to: &$0) }
      case .author: text.putMember("author") { writeOwner(to: &$0) }
      case .card: writeCard(to: &text)
      case .tags: writeTags(to: &text)
      case .modelID, .baseModels, .modelIndex, .task, .library, .safetensors, .sdk, .subdomain,
        .models, .datasets:
        continue
      case .mainSize:
        var draw = Draw(hub.options.seed, .traits, index)
        text.put(#""mainSize":"#)
        text.put(1000 + draw.rank(below: 1 << 40, offset: 1_000_000))
        text.put(",")
      default: SyntheticRow.writePlain(member, of: index, in: hub, to: &text)
      }
    }
    text.drop(UInt8(ascii: ","))
    text.put("}")
  }

  /// The number of the dataset of a name, be it the right one or not.
  static func index(named name: String) -> Int? {
    name.split(separator: "-").last.flatMap { Int($0) }
  }

  static func writeName(_ index: Int, to text: inout SyntheticText) {
    if SyntheticDatasets.isBare(rank: index) {
      text.put("data-lab-")
      text.put(index % 997)
      text.put("/set-")
      text.put(index)
    } else {
      SyntheticDatasets.write(rank: index, to: &text)
    }
  }

  private func writeName(to text: inout SyntheticText) { Self.writeName(index, to: &text) }

  private func writeOwner(to text: inout SyntheticText) {
    var name = SyntheticText()
    writeName(to: &name)
    let owner = name.bytes.prefix { $0 != UInt8(ascii: "/") }
    text.put(String(decoding: owner, as: UTF8.self))
  }

  /// What the card says of its sources: a word, or datasets that were made before it.
  private var sources: [Source] {
    var draw = Draw(hub.options.seed, hub.options.hasNewBases(index) ? .newParent : .parent, index)
    let chance = draw.unit()
    guard chance < 0.275 else { return [] }
    guard chance < 0.056, index > 0 else { return [.original] }
    let count = draw.happens(0.2) ? 2 : 1
    return (0..<count).map { _ in
      let rank = min(SyntheticDatasets.rank(&draw, models: hub.options.models), index - 1)
      return Source.dataset(
        draw.happens(0.1) ? draw.below(index) : rank,
        isExtended: draw.happens(0.5)
      )
    }
  }

  private enum Source {
    case original
    case dataset(Int, isExtended: Bool)
  }

  private func write(_ source: Source, to text: inout SyntheticText) {
    switch source {
    case .original: text.put("original")
    case .dataset(let index, let isExtended):
      if isExtended { text.put("extended|") }
      Self.writeName(index, to: &text)
    }
  }

  private var license: StaticString? {
    var draw = Draw(hub.options.seed, .card, index)
    return Self.licenses.pick(&draw)
  }

  private func writeCard(to text: inout SyntheticText) {
    var draw = Draw(hub.options.seed, .stem, index)
    text.put(#""cardData":{"#)
    if let license { text.putMember("license") { $0.put(license) } }
    if draw.happens(0.3) { text.put(#""language":["en"],"size_categories":["10K<n<100K"],"#) }
    if draw.happens(0.25) { text.put(#""task_categories":["text-generation"],"#) }
    let sources = sources
    if !sources.isEmpty {
      text.put(#""source_datasets":["#)
      for source in sources {
        text.put("\"")
        write(source, to: &text)
        text.put("\",")
      }
      text.drop(UInt8(ascii: ","))
      text.put("],")
    }
    if draw.happens(0.4) {
      text.put(#""dataset_info":{"features":["#)
      for column in 0..<(2 + draw.below(8)) {
        text.put(#"{"name":"column_"#)
        text.put(column)
        text.put(#"","dtype":"string"},"#)
      }
      text.drop(UInt8(ascii: ","))
      text.put(#"],"splits":[{"name":"train","num_bytes":"#)
      text.put(draw.below(1 << 30))
      text.put(#","num_examples":"#)
      text.put(draw.below(1 << 20))
      text.put(#"}]},"configs":[{"config_name":"default","data_files":[{"split":"train","#)
      text.put(#""path":"data/train-*"}]}],"#)
    }
    text.drop(UInt8(ascii: ","))
    text.put("},")
  }

  private func writeTags(to text: inout SyntheticText) {
    var draw = Draw(hub.options.seed, .stem, index)
    text.put(#""tags":["#)
    for source in sources {
      text.put(#""source_datasets:"#)
      write(source, to: &text)
      text.put("\",")
    }
    if draw.happens(0.3) { text.put(#""language:en","size_categories:10K<n<100K","#) }
    if draw.happens(0.25) { text.put(#""task_categories:text-generation","#) }
    if let license {
      text.put(#""license:"#)
      text.put(license)
      text.put("\",")
    }
    if draw.happens(0.7) {
      text.put(#""format:parquet","modality:text","library:datasets","library:pandas","#)
      text.put(#""library:mlcroissant","library:polars","#)
    }
    text.put(#""region:us"],"#)
  }

  private static let licenses = Shares([
    "mit": 0.12, "apache-2.0": 0.15, "cc-by-4.0": 0.05, "other": 0.02,
  ])
}

/// Writes one Space of a synthetic Hub as the Hub's list route does.
///
/// Of the Spaces that load a model most load one of the best known; how many of all do is an assumption,
/// as is how many are copies.
struct SyntheticSpaceRow {
  let hub: SyntheticHub.Parts
  /// The models that it may load.
  let models: SyntheticHub.Parts
  let index: Int

  /// Appends the row with `members`, in their order.
  func write(_ members: [SyntheticRow.Member], to text: inout SyntheticText) {
    text.put("{")
    for member in members {
      switch member {
      case .name: text.putMember("id") { Self.writeName(index, of: hub, to: &$0) }
      case .author: text.putMember("author") { Self.writeOwner(index, of: hub, to: &$0) }
      case .sdk: text.putMember("sdk") { $0.put(sdk) }
      case .subdomain:
        text.putMember("subdomain") {
          $0.put("space-")
          $0.put(index)
        }
      case .tags:
        text.put(#""tags":[""#)
        text.put(sdk)
        text.put(#"","region:us"],"#)
      case .models: writeModels(to: &text)
      case .datasets: writeDatasets(to: &text)
      case .card: writeCard(to: &text)
      case .modelID, .baseModels, .modelIndex, .task, .library, .safetensors, .mainSize, .downloads,
        .downloadsAllTime, .gated:
        continue
      default: SyntheticRow.writePlain(member, of: index, in: hub, to: &text)
      }
    }
    text.drop(UInt8(ascii: ","))
    text.put("}")
  }

  static func writeName(_ index: Int, of hub: SyntheticHub.Parts, to text: inout SyntheticText) {
    writeOwner(index, of: hub, to: &text)
    text.put("/app-")
    hub.names.writeToken(index, to: &text)
  }

  private static func writeOwner(
    _ index: Int,
    of hub: SyntheticHub.Parts,
    to text: inout SyntheticText
  ) {
    hub.names.writeOwner(hub.names.owner(of: index, isOfWave: false), to: &text)
  }

  private var sdk: StaticString {
    var draw = Draw(hub.options.seed, .traits, index)
    return Self.sdks.pick(&draw) ?? "static"
  }

  private func writeModels(to text: inout SyntheticText) {
    var draw = Draw(hub.options.seed, hub.options.hasNewBases(index) ? .newParent : .parent, index)
    let count = draw.happens(0.25) ? 1 + draw.rank(below: 20, offset: 1) : 0
    var loaded: [Int] = []
    for _ in 0..<count {
      let head = models.names.index(ofHead: draw.below(SyntheticNames.heads.count))
      let model =
        draw.happens(0.3) ? head : draw.rank(below: models.options.models, offset: 200)
      if model < models.options.models, !loaded.contains(model) { loaded.append(model) }
    }
    text.putList(#""models":["#, loaded) { models.writeName($1, to: &$0) }
  }

  private func writeDatasets(to text: inout SyntheticText) {
    var draw = Draw(hub.options.seed, .lineage, index)
    let used =
      draw.happens(0.05) ? [SyntheticDatasets.rank(&draw, models: models.options.models)] : []
    text.putList(#""datasets":["#, used) { SyntheticDatasets.write(rank: $1, to: &$0) }
  }

  private func writeCard(to text: inout SyntheticText) {
    var draw = Draw(hub.options.seed, .card, index)
    text.put(#""cardData":{"title":"App of many words "#)
    text.put(index)
    text.put(#"","emoji":"🚀","colorFrom":"indigo","colorTo":"purple","sdk":""#)
    text.put(sdk)
    text.put(#"","sdk_version":"5.29.0","app_file":"app.py","pinned":false,"#)
    if draw.happens(0.3) { text.put(#""license":"mit","#) }
    if draw.happens(0.08), index > 0 {
      let original = draw.below(index)
      text.putMember("duplicated_from") { Self.writeName(original, of: hub, to: &$0) }
    }
    text.drop(UInt8(ascii: ","))
    text.put("},")
  }

  private static let sdks = Shares(["gradio": 0.45, "docker": 0.3, "streamlit": 0.1])
}

extension SyntheticText {
  /// Puts a member whose value is a list of texts, also where there is none.
  mutating func putList<Item>(
    _ key: StaticString,
    _ items: [Item],
    _ write: (inout SyntheticText, Item) -> Void
  ) {
    put(key)
    for item in items {
      put("\"")
      write(&self, item)
      put("\",")
    }
    drop(UInt8(ascii: ","))
    put("],")
  }

  /// Appends a member whose value is text that `write` appends.
  fileprivate mutating func putMember(
    _ key: StaticString,
    _ write: (inout SyntheticText) -> Void
  ) {
    put("\"")
    put(key)
    put(#"":""#)
    write(&self)
    put("\",")
  }
}
