/// What one row of a listing or one detail reply says of a repository.
///
/// Every field but the identity may be absent: a listing returns only what it was asked for, and
/// the Hub leaves empty values out. Absent means "not said", never "none".
package struct RepoRecord: Sendable, Hashable {
  package var kind: RepoKind
  /// The Hub's `_id`: 24 hexadecimal digits that survive renames.
  package var hubID: String
  /// The current canonical name: `owner/name`, or a single legacy name.
  package var name: String
  package var author: String?
  package var sha: String?
  /// ISO 8601 as the Hub wrote it.
  ///
  /// Never earlier than 2022-03-02T23:29:04Z.
  package var createdAt: String?
  package var lastModified: String?
  package var gated: Gating?
  package var isPrivate: Bool?
  package var isDisabled: Bool?
  /// Downloads of the last 30 days.
  package var downloads: Int64?
  /// Cumulative downloads.
  ///
  /// May fall between two days.
  package var downloadsAllTime: Int64?
  package var likes: Int64?
  package var trendingScore: Double?
  package var libraryName: String?
  package var pipelineTag: String?
  package var tags: [String]?
  /// The Hub's own parse of the model card's front matter.
  package var cardData: JSONValue?
  package var baseModels: BaseModels?
  /// Direct children by relation; zeros present.
  ///
  /// In detail replies only.
  package var childrenModelCount: [String: Int64]?
  /// Elements stored over all tensors; for packed quantised weights fewer than the parameters.
  package var safetensorsTotal: Int64?
  /// File names, without sizes.
  package var siblings: [String]?
  /// Members this type does not name, or whose value has not the expected shape, as they came.
  package var rest: [JSONValue.Member] = []

  package init(kind: RepoKind, hubID: String, name: String) {
    self.kind = kind
    self.hubID = hubID
    self.name = name
  }
}

/// Whether files need a request for access: an open set; `no` is the wire's `false`.
package struct Gating: RawRepresentable, Hashable, Sendable, Codable {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  package static let no = Gating(rawValue: "false")
  package static let auto = Gating(rawValue: "auto")
  package static let manual = Gating(rawValue: "manual")
}

/// The Hub's resolved parents of one model: one relation for the record, several models.
package struct BaseModels: Sendable, Hashable {
  /// A parent by its identity and its current name.
  package struct Parent: Sendable, Hashable {
    package var hubID: String?
    package var name: String

    package init(hubID: String?, name: String) {
      self.hubID = hubID
      self.name = name
    }
  }

  package var relation: Relation?
  package var models: [Parent]

  package init(relation: Relation?, models: [Parent]) {
    self.relation = relation
    self.models = models
  }
}
