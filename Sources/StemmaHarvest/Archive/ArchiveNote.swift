import Foundation
import StemmaCore

/// What an archive tells beside replies, so that its harvest can be run again from it alone.
///
/// A `metadata` record whose block is one JSON object. No token and nothing of the user's machine
/// is in any.
enum ArchiveNote: Sendable, Equatable {
  /// A harvest was begun, or taken up again.
  case session(Session)
  /// Steps that follow from what was found were added.
  case followUp(FollowUpNote)
  /// A request ended without contents.
  case ending(Ending)
  /// A session came to its end.
  case close(Closing)

  /// What was asked for, of whom and when.
  struct Session: Codable, Sendable, Equatable {
    /// The request, by the names of its parts.
    var request: [String: String]
    var endpoint: String
    var version: String
    /// When the harvest's first session began, as the cache has it.
    var harvestStartedAt: String
    /// When this one began, in seconds since 1970.
    var beganAt: Double

    /// Refuses a time that no clock shows, and a session that came before its harvest.
    func requireTime() throws(HarvestError) {
      guard Timestamp.range.contains(beganAt),
        let start = Timestamp.secondsSince1970(in: harvestStartedAt), start >= 0
      else {
        throw HarvestError(description: "It began at no time that a calendar has.")
      }
      guard Double(start) < beganAt + 1 else {
        throw HarvestError(description: "It went on before it had begun.")
      }
    }
  }

  /// How many steps the harvest has with the ones that were added.
  struct FollowUpNote: Codable, Sendable, Equatable {
    var steps: Int
  }

  /// What came of a request.
  struct Ending: Codable, Sendable, Equatable {
    var outcome: String
    var detail: String
  }

  /// The harvest's row at the end of a session.
  struct Closing: Codable, Sendable, Equatable {
    var outcome: String
    var finishedAt: String
    var apiRequests: Int
    var resolverRequests: Int
    var pageRequests: Int
    var rowCount: Int
    var changeCount: Int
    var waitedSeconds: Double
    var seconds: Double

    /// Whether the numbers are such as a session comes to: they are summed up later.
    fileprivate var isBearable: Bool {
      let counts = [apiRequests, resolverRequests, pageRequests, rowCount, changeCount]
      return counts.allSatisfy((0...1_000_000_000_000).contains)
        && Timestamp.secondsSince1970(in: finishedAt) != nil
        && [waitedSeconds, seconds].allSatisfy(Timestamp.range.contains)
    }
  }
}

extension WARCRecord {
  /// A note; `provenance` tells the step it belongs to, if it belongs to one.
  init(_ note: ArchiveNote, at time: Double, of provenance: Provenance? = nil) throws {
    let (name, block) = try note.written()
    self.init(
      .metadata,
      at: time,
      contentType: "application/json",
      fields: [("Stemma-Note", name)] + (provenance?.fields ?? []),
      block: block
    )
  }

  /// The note that a `metadata` record holds; nil when it is none of ours.
  var note: ArchiveNote? {
    guard kind == .metadata, let name = head["Stemma-Note"] else { return nil }
    return ArchiveNote(name, Data(block))
  }
}

extension ArchiveNote {
  fileprivate func written() throws -> (name: String, block: [UInt8]) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    switch self {
    case .session(let session): return ("sitting", Array(try encoder.encode(session)))
    case .followUp(let note): return ("follow-up", Array(try encoder.encode(note)))
    case .ending(let ending): return ("ending", Array(try encoder.encode(ending)))
    case .close(let closing): return ("close", Array(try encoder.encode(closing)))
    }
  }

  fileprivate init?(_ name: String, _ block: Data) {
    func read<Note: Decodable>(_ type: Note.Type) -> Note? {
      try? JSONDecoder().decode(type, from: block)
    }
    let note: ArchiveNote? =
      switch name {
      case "sitting": read(Session.self).map { .session($0) }
      case "follow-up": read(FollowUpNote.self).map { .followUp($0) }
      case "ending": read(Ending.self).map { .ending($0) }
      case "close": read(Closing.self).flatMap { $0.isBearable ? .close($0) : nil }
      default: nil
      }
    guard let note else { return nil }
    self = note
  }
}
