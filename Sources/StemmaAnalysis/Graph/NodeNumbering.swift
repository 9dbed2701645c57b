import StemmaCache

/// The correspondence between numbers in the cache and nodes of a graph.
///
/// Repositories are numbered from 1 up and ghosts from -1 down, without large gaps, so that a node
/// is found by arithmetic: repositories first, then ghosts.
struct NodeNumbering: Sendable {
  let repos: Int
  let ghosts: Int

  init(in connection: Connection) throws {
    repos = try connection.count("SELECT max(id) FROM repo")
    ghosts = try connection.count("SELECT -min(id) FROM ghost")
  }

  var nodeCount: Int { repos + ghosts }

  func node(_ id: Int64) -> Int32 {
    id > 0 ? Int32(id - 1) : Int32(Int64(repos) - id - 1)
  }

  func id(_ node: Int32) -> Int64 {
    Int(node) < repos ? Int64(node) + 1 : Int64(repos) - Int64(node) - 1
  }
}
