internal import StemmaCore

/// Writes one model of a synthetic Hub as the Hub's list route does.
struct SyntheticRow {
  let hub: SyntheticHub.Parts
  let index: Int
  private let relation: Relation?
  private let bases: [SyntheticLineage.Base]
  private let traits: SyntheticTraits

  init(_ index: Int, of hub: SyntheticHub.Parts) {
    self.hub = hub
    self.index = index
    relation = hub.lineage.relation(of: index)
    bases = relation == nil ? [] : hub.lineage.bases(of: index)
    traits = SyntheticTraits(
      of: index,
      relation: relation,
      parent: bases.first?.index,
      in: hub.options
    )
  }

  /// The members that a row may have; comparing names for each row would be half of the work.
  enum Member: String {
    case hubID = "_id"
    case name = "id"
    case modelID = "modelId"
    case card = "cardData"
    case modelIndex = "model-index"
    case task = "pipeline_tag"
    case library = "library_name"
    case author, baseModels, disabled, gated, lastModified, createdAt, sha, safetensors, tags
    case likes, downloads, downloadsAllTime, trendingScore
    case isPrivate = "private"
    case sdk, subdomain, models, datasets, mainSize
  }

  /// Appends the row with `members`, in their order.
  func write(_ members: [Member], to text: inout SyntheticText) {
    text.put("{")
    for member in members { write(member, to: &text) }
    text.drop(UInt8(ascii: ","))
    text.put("}")
  }

  /// Appends a member that repositories of all kinds have, from their own calendar and counters.
  static func writePlain(
    _ member: Member,
    of index: Int,
    in hub: SyntheticHub.Parts,
    to text: inout SyntheticText
  ) {
    switch member {
    case .hubID:
      text.put(#""_id":""#)
      hub.writeIdentity(index, to: &text)
      text.put("\",")
    case .disabled: text.put(#""disabled":false,"#)
    case .isPrivate: text.put(#""private":false,"#)
    case .gated:
      let isGated = SyntheticTraits.isGated(index, in: hub.options)
      text.put(isGated ? #""gated":"auto","# : #""gated":false,"#)
    case .lastModified:
      text.put(#""lastModified":"#)
      text.putTime(hub.calendar.lastChange(of: index))
      text.put(",")
    case .createdAt:
      text.put(#""createdAt":"#)
      text.putTime(hub.calendar.creation(of: index))
      text.put(",")
    case .sha: writeCommit(of: index, in: hub, to: &text)
    case .likes, .downloads, .downloadsAllTime, .trendingScore:
      writeCounter(member, of: index, in: hub, to: &text)
    default: break
    }
  }

  private func write(_ member: Member, to text: inout SyntheticText) {
    switch member {
    case .name:
      text.put(#""id":""#)
      hub.writeName(index, to: &text)
      text.put("\",")
    case .author:
      text.put(#""author":""#)
      hub.writeOwner(index, to: &text)
      text.put("\",")
    case .modelID:
      text.put(#""modelId":""#)
      hub.writeName(index, to: &text)
      text.put("\",")
    case .baseModels: writeBaseModels(to: &text)
    case .card: writeCard(to: &text)
    case .modelIndex: text.put(#""model-index":null,"#)
    case .safetensors: writeWeights(to: &text)
    case .tags: writeTags(to: &text)
    case .task: write(#""pipeline_tag":""#, traits.task, to: &text)
    case .library: write(#""library_name":""#, traits.library, to: &text)
    case .sdk, .subdomain, .models, .datasets, .mainSize: break
    case .hubID, .disabled, .isPrivate, .gated, .lastModified, .createdAt, .sha, .likes, .downloads,
      .downloadsAllTime, .trendingScore:
      Self.writePlain(member, of: index, in: hub, to: &text)
    }
  }

  private func write(_ key: StaticString, _ value: StaticString?, to text: inout SyntheticText) {
    guard let value else { return }
    text.put(key)
    text.put(value)
    text.put("\",")
  }

  private static func writeCommit(
    of index: Int,
    in hub: SyntheticHub.Parts,
    to text: inout SyntheticText
  ) {
    var draw = Draw(
      hub.options.seed,
      hub.options.turnOfChange(of: index) == nil ? .commit : .change,
      index
    )
    text.put(#""sha":""#)
    for _ in 0..<2 { text.putHexadecimal(draw.next(), digits: 16) }
    text.putHexadecimal(draw.next(), digits: 8)
    text.put("\",")
  }

  private func writeWeights(to text: inout SyntheticText) {
    guard traits.hasSafetensors else { return }
    text.put(#""safetensors":{"parameters":{"BF16":"#)
    text.put(traits.parameters)
    text.put(#"},"total":"#)
    text.put(traits.parameters)
    text.put("},")
  }

  private static func writeCounter(
    _ member: Member,
    of index: Int,
    in hub: SyntheticHub.Parts,
    to text: inout SyntheticText
  ) {
    let counters = hub.counters(of: index)
    switch member {
    case .likes:
      text.put(#""likes":"#)
      text.put(counters.likes)
    case .downloads:
      text.put(#""downloads":"#)
      text.put(counters.downloads)
    case .downloadsAllTime:
      text.put(#""downloadsAllTime":"#)
      text.put(counters.downloadsAllTime)
    default:
      text.put(#""trendingScore":"#)
      text.put(counters.trendingScore)
    }
    text.put(",")
  }

  /// The Hub resolves what it can, and leaves the rest out.
  private func writeBaseModels(to text: inout SyntheticText) {
    let parents = bases.compactMap(\.index)
    guard let relation, !parents.isEmpty else { return }
    text.put(#""baseModels":{"relation":""#)
    text.put(relation.rawValue)
    text.put(#"","models":["#)
    for parent in parents {
      text.put(#"{"_id":""#)
      hub.writeIdentity(parent, to: &text)
      text.put(#"","id":""#)
      hub.writeName(parent, to: &text)
      text.put(#""},"#)
    }
    text.drop(UInt8(ascii: ","))
    text.put("]},")
  }
}

extension SyntheticRow {
  private func writeCard(to text: inout SyntheticText) {
    guard traits.hasCard else { return }
    text.put(#""cardData":{"#)
    write(#""license":""#, traits.license, to: &text)
    write(#""language":""#, traits.language, to: &text)
    write(#""library_name":""#, traits.library, to: &text)
    if !bases.isEmpty {
      text.put(bases.count == 1 ? #""base_model":"# : #""base_model":["#)
      for base in bases {
        text.put("\"")
        hub.write(base, to: &text)
        text.put("\",")
      }
      if bases.count > 1 {
        text.drop(UInt8(ascii: ","))
        text.put("],")
      }
    }
    if !traits.datasets.isEmpty {
      text.putList(#""datasets":["#, traits.datasets) {
        SyntheticDatasets.write(rank: $1, to: &$0)
      }
    }
    if !traits.authorTags.isEmpty {
      text.putList(#""tags":["#, traits.authorTags) { $0.put($1) }
    }
    if traits.samples > 0 {
      text.putList(#""widget":["#, Array(0..<traits.samples)) { text, sample in
        text.put("Sample ")
        text.put((index &* 7919 &+ sample &* 104_729) % 1_000_003)
        text.put(
          ": tell me in a few words what this is about, whom it is for, and what follows from it"
        )
      }
    }
    writeResults(to: &text)
    write(#""pipeline_tag":""#, traits.task, to: &text)
    text.drop(UInt8(ascii: ","))
    text.put("},")
  }

  /// What tools write of evaluations: of the text of a card the most, and of no use to Stemma.
  private func writeResults(to text: inout SyntheticText) {
    guard traits.results > 0 else { return }
    text.put(#""model-index":[{"name":""#)
    hub.writeName(index, to: &text)
    text.put(#"","results":["#)
    var draw = Draw(hub.options.seed, .results, index)
    for _ in 0..<traits.results {
      text.put(#"{"task":{"name":"Text Classification","type":"text-classification"},"#)
      text.put(#""dataset":{"name":""#)
      SyntheticDatasets.write(rank: draw.below(500), to: &text)
      text.put(#"","type":"benchmark","split":"test"},"metrics":[{"name":"Accuracy","#)
      text.put(#""type":"accuracy","value":0."#)
      text.put(10_000 + draw.below(90_000))
      text.put(#"},{"name":"F1","type":"f1","value":0."#)
      text.put(10_000 + draw.below(90_000))
      text.put("}]},")
    }
    text.drop(UInt8(ascii: ","))
    text.put("]}],")
  }

  private func writeTags(to text: inout SyntheticText) {
    text.put(#""tags":["#)
    func put(_ tag: StaticString?) {
      guard let tag else { return }
      text.put("\"")
      text.put(tag)
      text.put("\",")
    }
    put(traits.library)
    if traits.hasSafetensors { put("safetensors") }
    if relation == .quantized, traits.architecture == nil { put("gguf") }
    put(traits.architecture)
    put(traits.task)
    for tag in traits.authorTags { put(tag) }
    if let rare = traits.rareTag {
      text.put("\"topic-")
      text.put(rare)
      text.put("\",")
    }
    put(traits.language)
    for dataset in traits.datasets {
      text.put(#""dataset:"#)
      SyntheticDatasets.write(rank: dataset, to: &text)
      text.put("\",")
    }
    if let arxiv = traits.arxiv {
      text.put("\"arxiv:")
      text.put(2001 + arxiv % 600 / 12 * 100 + arxiv % 12)
      text.put(".")
      text.put(10_000 + arxiv)
      text.put("\",")
    }
    writeBaseTags(to: &text)
    if let license = traits.license {
      text.put(#""license:"#)
      text.put(license)
      text.put("\",")
    }
    for tag in traits.addedTags { put(tag) }
    text.put(#""region:us"],"#)
  }

  private func writeBaseTags(to text: inout SyntheticText) {
    guard let relation else { return }
    for base in bases {
      if case .text = base { continue }
      for prefix in ["", relation.rawValue + ":"] {
        text.put(#""base_model:"#)
        text.put(prefix)
        hub.write(base.index.map { .model($0) } ?? base, to: &text)
        text.put("\",")
      }
    }
  }
}
