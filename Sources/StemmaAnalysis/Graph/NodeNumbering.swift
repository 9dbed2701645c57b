package import StemmaCache

/// The correspondence between numbers in the cache and nodes of a graph.
///
/// Repositories are numbered from 1 up and ghosts from -1 down, without large gaps, so that a node
/// is found by arithmetic: repositories first, then ghosts.
package struct NodeNumbering: Sendable {
  let repos: Int
  let ghosts: Int

  /// Reads the highest numbers that are given.
  package init(in connection: Connection) throws {
    repos = try connection.count("SELECT max(id) FROM repo")
    ghosts = try connection.count("SELECT -min(id) FROM ghost")
  }

  package var nodeCount: Int { repos + ghosts }

  package func node(_ id: Int64) -> Int32 {
    id > 0 ? Int32(id - 1) : Int32(Int64(repos) - id - 1)
  }

  package func id(_ node: Int32) -> Int64 {
    Int(node) < repos ? Int64(node) + 1 : Int64(repos) - Int64(node) - 1
  }
}
