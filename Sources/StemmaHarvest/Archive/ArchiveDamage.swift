/// An archive, or a record of it, that cannot be read.
package struct ArchiveDamage: Error, Sendable, Hashable, CustomStringConvertible {
  let path: String
  let offset: Int64
  let reason: String

  package var description: String {
    "The archive \(path) is damaged at byte \(offset): \(reason). Restore it from a copy."
  }
}
