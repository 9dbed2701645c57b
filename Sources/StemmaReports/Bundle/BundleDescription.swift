package import StemmaCore
package import StemmaDuckDB

/// What a bundle says of itself to programs that know no Stemma.
package struct BundleDescription {
  /// Of what it is.
  package let title: String
  /// The day of the last harvest.
  package let date: String
  /// The version of Stemma that made it.
  package let version: String

  package init(title: String, date: String, version: String) {
    (self.title, self.date, self.version) = (title, date, version)
  }

  private static let terms = "https://huggingface.co/terms-of-service"
  private static let words = """
    Public metadata of the Hugging Face Hub, which model was made from which, and what was asked of \
    it: the cache as one SQLite file, its tables, exports of the family graph and reports.
    """

  /// The description of the files as an RO-Crate 1.1.
  package func crate(of files: [BundleFolder.File]) -> JSONValue {
    let entities = files.map { file -> JSONValue in
      [
        "@id": .string(file.path), "@type": "File", "name": .string(file.path),
        "encodingFormat": .string(Self.type(of: file.path)),
        "contentSize": .string("\(file.length)"), "sha256": .string(file.digest),
      ]
    }
    let manifest: JSONValue = [
      "@id": .string(BundleArchive.manifest), "@type": "File", "name": "SHA-256 of each file",
      "encodingFormat": "text/plain",
    ]
    let parts = files.map { JSONValue.string($0.path) } + [.string(BundleArchive.manifest)]
    let root: JSONValue = [
      "@id": "./", "@type": "Dataset", "name": .string(title), "description": .string(Self.words),
      "datePublished": .string(date), "license": ["@id": .string(Self.terms)],
      "hasPart": .array(parts.map { part -> JSONValue in ["@id": part] }),
    ]
    let itself: JSONValue = [
      "@id": "ro-crate-metadata.json", "@type": "CreativeWork", "about": ["@id": "./"],
      "conformsTo": ["@id": "https://w3id.org/ro/crate/1.1"],
    ]
    let license: JSONValue = [
      "@id": .string(Self.terms), "@type": "CreativeWork",
      "name": "The Hugging Face Hub's terms of service",
      "description":
        "What cards and tags say is their authors'; the Hub publishes it under its terms.",
    ]
    return [
      // The context of 1.1 was made before schema.org knew of digests.
      "@context": [
        "https://w3id.org/ro/crate/1.1/context", ["sha256": "https://schema.org/sha256"],
      ],
      "@graph": .array([itself, root, license] + entities + [manifest]),
    ]
  }

  private static func type(of path: String) -> String {
    let ending = path.split(separator: ".").last.map(String.init) ?? ""
    let types = [
      "sqlite": "application/vnd.sqlite3", "parquet": "application/vnd.apache.parquet",
      "csv": "text/csv", "json": "application/json", "jsonl": "application/jsonl",
      "html": "text/html", "md": "text/markdown", "svg": "image/svg+xml", "gexf": "application/xml",
      "graphml": "application/xml", "cff": "application/yaml", "txt": "text/plain",
    ]
    return types[ending] ?? "application/octet-stream"
  }

  /// The description of tables, each in one file, as Croissant 1.0.
  package func croissant(
    of tables: [(name: String, columns: [ParquetColumn], file: BundleFolder.File)]
  ) -> JSONValue {
    [
      "@context": Self.croissantContext, "@type": "sc:Dataset",
      "conformsTo": "http://mlcommons.org/croissant/1.0", "name": "stemma-bundle",
      "description": .string("\(title). \(Self.words)"), "license": .string(Self.terms),
      "url": "https://huggingface.co", "version": "1.0.0", "datePublished": .string(date),
      "citeAs": .string("\(title), by Stemma \(version), \(date)"),
      "distribution": .array(
        tables.map { table -> JSONValue in
          [
            "@type": "cr:FileObject", "@id": .string(table.file.path),
            "name": .string(table.file.path), "contentUrl": .string(table.file.path),
            "contentSize": .string("\(table.file.length) B"),
            "encodingFormat": .string(
              table.file.path.hasSuffix(".csv") ? "text/csv" : "application/x-parquet"
            ),
            "sha256": .string(table.file.digest),
          ]
        }
      ),
      "recordSet": .array(tables.map { Self.recordSet($0.name, $0.columns, of: $0.file.path) }),
    ]
  }

  private static func recordSet(
    _ name: String,
    _ columns: [ParquetColumn],
    of path: String
  ) -> JSONValue {
    [
      "@type": "cr:RecordSet", "@id": .string(name), "name": .string(name),
      "field": .array(
        columns.map { column -> JSONValue in
          let isList = column.kind == .list && path.hasSuffix(".parquet")
          return [
            "@type": "cr:Field", "@id": .string("\(name)/\(column.name)"),
            "name": .string("\(name)/\(column.name)"), "dataType": .string(type(of: column.kind)),
            "repeated": .bool(isList),
            "source": [
              "fileObject": ["@id": .string(path)], "extract": ["column": .string(column.name)],
            ],
          ]
        }
      ),
    ]
  }

  private static func type(of kind: ParquetColumn.Kind) -> String {
    switch kind {
    case .integer: "sc:Integer"
    case .real: "sc:Float"
    case .text, .list: "sc:Text"
    case .truth: "sc:Boolean"
    case .time: "sc:DateTime"
    case .day: "sc:Date"
    }
  }

  private static let croissantContext: JSONValue = {
    let own = [
      "citeAs", "column", "equivalentProperty", "extract", "field", "fileObject", "fileProperty",
      "fileSet", "format",
      "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet",
      "references", "regex", "repeated", "replace", "samplingRate", "separator", "source",
      "subField", "transform",
    ]
    let fixed: [JSONValue.Member] = [
      .init("@language", "en"), .init("@vocab", "https://schema.org/"),
      .init("conformsTo", "dct:conformsTo"), .init("cr", "http://mlcommons.org/croissant/"),
      .init("data", ["@id": "cr:data", "@type": "@json"]),
      .init("dataType", ["@id": "cr:dataType", "@type": "@vocab"]),
      .init("dct", "http://purl.org/dc/terms/"),
      .init("examples", ["@id": "cr:examples", "@type": "@json"]),
      .init("rai", "http://mlcommons.org/croissant/RAI/"), .init("sc", "https://schema.org/"),
    ]
    return .object(fixed + own.map { JSONValue.Member($0, .string("cr:\($0)")) })
  }()
}
