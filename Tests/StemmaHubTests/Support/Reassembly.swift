import StemmaCore

/// Puts a record together again as the Hub wrote it.
func reassembled(_ record: RepoRecord) -> JSONValue {
  var members: [String: JSONValue] = [
    "_id": .string(record.hubID), "id": .string(record.name),
  ]
  members["author"] = record.author.map(JSONValue.string)
  members["sha"] = record.sha.map(JSONValue.string)
  members["createdAt"] = record.createdAt.map(JSONValue.string)
  members["lastModified"] = record.lastModified.map(JSONValue.string)
  members["library_name"] = record.libraryName.map(JSONValue.string)
  members["pipeline_tag"] = record.pipelineTag.map(JSONValue.string)
  members["gated"] = record.gated.map {
    switch $0.rawValue {
    case "false": .bool(false)
    case "true": .bool(true)
    default: .string($0.rawValue)
    }
  }
  members["private"] = record.isPrivate.map(JSONValue.bool)
  members["disabled"] = record.isDisabled.map(JSONValue.bool)
  members["downloads"] = record.downloads.map(JSONValue.integer)
  members["downloadsAllTime"] = record.downloadsAllTime.map(JSONValue.integer)
  members["likes"] = record.likes.map(JSONValue.integer)
  members["trendingScore"] = record.trendingScore.map(JSONValue.number)
  members["tags"] = record.tags.map { .array($0.map(JSONValue.string)) }
  members["cardData"] = record.cardData
  members["baseModels"] = record.baseModels.map(reassembled)
  members["childrenModelCount"] = record.childrenModelCount.map { counts in
    .object(counts.map { .init($0.key, .integer($0.value)) })
  }
  members["siblings"] = record.siblings.map {
    .array($0.map { ["rfilename": .string($0)] })
  }
  for member in record.rest { members[member.key] = member.value }
  return .object(members.map { .init($0.key, $0.value) })
}

private func reassembled(_ baseModels: BaseModels) -> JSONValue {
  [
    "relation": .string(baseModels.relation?.rawValue ?? ""),
    "models": .array(
      baseModels.models.map { ["_id": .string($0.hubID ?? ""), "id": .string($0.name)] }
    ),
  ]
}

/// The value with members in one order and numbers in one spelling, so that equal means equal.
func canonical(_ value: JSONValue) -> JSONValue {
  switch value {
  case .array(let elements): .array(elements.map(canonical))
  case .object(let members):
    .object(members.map { .init($0.key, canonical($0.value)) }.sorted { $0.key < $1.key })
  case .number(let number): Int64(exactly: number).map(JSONValue.integer) ?? value
  default: value
  }
}

/// A record's object without the `modelId` that repeats `id`.
func withoutRepeatedName(_ value: JSONValue) -> JSONValue {
  guard let members = value.object else { return value }
  return .object(members.filter { $0.key != "modelId" || $0.value != value["id"] })
}
