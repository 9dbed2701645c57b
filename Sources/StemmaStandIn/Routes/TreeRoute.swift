internal import Foundation
internal import StemmaCore

extension HubRoutes {
  /// `/api/models/{id}/tree/{rev}[/{path}]`.
  func tree(of repo: Reached, revision: String, below path: [String]) async throws -> Reply {
    guard try await commit(revision, of: repo) != nil else { return missingRevision(revision) }
    let folder = path.isEmpty ? "" : path.joined(separator: "/") + "/"
    let all = FileTree(
      siblings: repo.fields["siblings"]?.array ?? [],
      readme: try await readme(of: repo)
    )
    let entries = all.entries(below: folder, isRecursive: request.isOn("recursive"))
    guard folder.isEmpty || !entries.isEmpty else {
      return .error(404, "\(path.joined(separator: "/")) does not exist", code: "EntryNotFound")
    }
    let isExpanded = request.isOn("expand")
    let size = pageSize(default: isExpanded ? 50 : 1000)
    let start = request.value("cursor").flatMap(TreeCursor.name).flatMap { name in
      entries.firstIndex { $0["path"]?.string == name }.map { $0 + 1 }
    }
    let rows = entries[(start ?? 0)...].prefix(size)
    let next = rows.endIndex < entries.endIndex ? rows.last : nil
    let link = linkHeader(cursor: next.map { TreeCursor.text(after: $0, size: size) })
    guard isExpanded else { return .json(.array(Array(rows)), headers: link) }
    let head = try await history(of: repo).first
    return .json(.array(rows.map { expanded($0, head: head) }), headers: link)
  }

  private func expanded(_ entry: JSONValue, head: JSONValue?) -> JSONValue {
    let commit = ["id", "title", "date"].compactMap { key in
      head?[key].map { JSONValue.Member(key, $0) }
    }
    var members = (entry.object ?? []) + [.init("lastCommit", .object(commit))]
    // Directories carry no security status.
    if entry["type"] == "file" {
      members.append(.init("securityFileStatus", ["status": "unscanned"]))
    }
    return .object(members)
  }
}

/// A repository's files as tree entries, directories first.
struct FileTree {
  private let files: [(path: String, entry: JSONValue)]

  init(siblings: [JSONValue], readme: String?) {
    files = siblings.compactMap { file in
      guard let path = file["rfilename"]?.string else { return nil }
      let blob = FileBlob(file, readme: readme)
      var entry: [JSONValue.Member] = [
        .init("type", "file"), .init("oid", .string(blob.id)),
        .init("size", .integer(blob.size)), .init("path", .string(path)),
      ]
      if let lfs = file["lfs"] { entry.append(.init("lfs", lfs)) }
      return (path, .object(entry))
    }
  }

  func entries(below folder: String, isRecursive: Bool) -> [JSONValue] {
    let inside = files.filter { $0.path.hasPrefix(folder) }
    var folders: Set<String> = []
    for file in inside {
      let parts = file.path.dropFirst(folder.count).split(separator: "/").dropLast()
      let depth = isRecursive ? parts.count : min(1, parts.count)
      for length in 0..<depth {
        folders.insert(folder + parts[...(parts.startIndex + length)].joined(separator: "/"))
      }
    }
    let shown = inside.filter { isRecursive || !$0.path.dropFirst(folder.count).contains("/") }
    return folders.sorted().map(Self.directory) + shown.map(\.entry)
  }

  private static func directory(_ path: String) -> JSONValue {
    [
      "type": "directory", "oid": .string(HubIdentity.gitID(of: path)), "size": 0,
      "path": .string(path),
    ]
  }
}

/// The tree route's cursor: base64 of base64 JSON and the page size.
enum TreeCursor {
  static func text(after entry: JSONValue, size: Int) -> String {
    let place: JSONValue = [
      "file_name": entry["path"] ?? "", "tree_oid": entry["oid"] ?? "",
    ]
    let inner = Data(place.text.utf8).base64EncodedString()
    return Data("\(inner):\(size)".utf8).base64EncodedString()
  }

  static func name(_ cursor: String) -> String? {
    guard let outer = Data(base64Encoded: cursor),
      let inner = Data(base64Encoded: String(decoding: outer.prefix { $0 != 0x3A }, as: UTF8.self))
    else { return nil }
    return (try? JSONReader().value(Array(inner)))?["file_name"]?.string
  }
}
