package import StemmaStore

/// Facts of single nodes of the stored graph, by their places, read as they are asked for.
package struct StoredFacts {
  private let downloads: StoredArray<Int64>
  private let datasets: StoredArray<UInt8>
  private let owners: StoredArray<Int32>
  private let names: OwnerNames

  /// Nil in a cache whose last analysis left none of them.
  package init?(in connection: Connection) throws {
    let stored = try StoredGraph(in: connection)
    guard try stored.isComplete() else { return nil }
    downloads = try stored.array(.downloads, of: Int64.self)
    datasets = try stored.array(.namesDataset, of: UInt8.self)
    owners = try stored.array(.owners)
    names = try OwnerNames(in: stored)
  }

  /// Downloads of the last 30 days; nil where they are not known.
  package func downloads(at place: Int32) throws -> Int64? {
    let count = try downloads[place]
    return count < 0 ? nil : count
  }

  /// Whether the model names a dataset.
  package func namesDataset(at place: Int32) throws -> Bool { try datasets[place] == 1 }

  /// Its publisher, as the stored graph counts them; nil for one without.
  package func owner(at place: Int32) throws -> Int32? {
    let owner = try owners[place]
    return owner < 0 ? nil : owner
  }

  /// The name of a publisher.
  package func name(ofOwner owner: Int32) throws -> String { try names.name(of: owner) }
}
