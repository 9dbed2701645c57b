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
  /// Members this type does not name, or whose value has not the expected shape, as they came; of a
  /// listing those that its reader has a use for.
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

/// How a derivative was made from its base model: an open set in the Hub's words.
///
/// A relation the Hub adds tomorrow is kept as it came.
package struct Relation: RawRepresentable, Hashable, Sendable, Codable {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  package static let finetune = Relation(rawValue: "finetune")
  package static let adapter = Relation(rawValue: "adapter")
  package static let merge = Relation(rawValue: "merge")
  package static let quantized = Relation(rawValue: "quantized")

  /// The relations the Hub is known to write, in the order reports list them.
  package static let known: [Relation] = [.finetune, .adapter, .merge, .quantized]
}

/// Something odd met on the way, kept as a row: it concerns one reply or record and stops nothing.
package struct Finding: Sendable, Hashable {
  /// What kind of oddity; stable words, for queries.
  package struct Code: RawRepresentable, Hashable, Sendable {
    package let rawValue: String
    package init(rawValue: String) { self.rawValue = rawValue }
  }

  package var code: Code
  /// The repository, file or address it was met in, as far as known.
  package var subject: String?
  /// What was seen, short; foreign text is kept as it came.
  package var detail: String

  package init(_ code: Code, subject: String? = nil, detail: String) {
    self.code = code
    self.subject = subject
    self.detail = detail
  }
}

extension Finding.Code {
  /// A record that is no object or names no identity: skipped.
  package static let brokenRecord = Finding.Code(rawValue: "broken-record")
  /// A field whose value has not the shape it should have: kept raw, otherwise ignored.
  package static let oddField = Finding.Code(rawValue: "odd-field")
  /// Text that was not valid UTF-8 and was repaired.
  package static let invalidText = Finding.Code(rawValue: "invalid-utf8")
}
