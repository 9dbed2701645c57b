internal import Foundation
internal import StemmaCore

/// The contents of compressed files, for looking into.
package enum Gzipped {
  package static func content(of path: String) throws -> String {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    return String(decoding: try Gzip.inflate(bytes, limit: 1 << 30), as: UTF8.self)
  }
}

extension String {
  package func count(of text: String) -> Int { ranges(of: text).count }
}
