import StemmaCore
import StemmaHarvest
import StemmaHub

/// Repositories that the probes look at.
struct Specimens {
  /// The newest models, with what cards, tags and the Hub say of their parents.
  let newest: [JSONValue]
  /// Whether the listing took `baseModels`; nil when it did not answer.
  let takesBaseModels: Bool?
  /// The reply that gave the newest models.
  let first: ProbeReply
  /// The most liked model.
  let liked: JSONValue?
  /// The most downloaded gated model.
  let gated: JSONValue?

  /// A model that was renamed, by both its names: a recording of 2023 shows the redirect.
  static let renamed = (old: "bert-base-uncased", new: "google-bert/bert-base-uncased")

  /// Finds them in three requests, in four where the listing refuses a property.
  ///
  /// - Throws: What stopped the first request, or `HarvestError` when the answer is no listing.
  init(_ door: DoctorDoor) async throws {
    let plain = ["cardData", "createdAt", "sha", "tags"]
    func newest(_ properties: [String]) async throws -> ProbeReply? {
      try await door.ask(
        .listing(.model, sort: .createdAt, limit: 100, expand: properties)
      )
    }
    guard var reply = try await newest(["baseModels"] + plain) else { throw Self.noHub(door) }
    let first = reply
    takesBaseModels = reply.rows != nil ? true : reply.status == 400 ? false : nil
    if reply.status == 400, let other = try await newest(plain) { reply = other }
    guard let rows = reply.rows else { throw Self.noHub(door, reply) }
    (self.newest, self.first) = (rows, first)
    liked = try await door.ask(
      .listing(.model, sort: .likes, limit: 1, expand: ["likes", "sha", "createdAt"])
    )?.rows?.first
    // No parameter of the harvest's own addresses: only here a gated model is looked for.
    gated = try await door.ask(
      HubAddress.listing(.model, sort: .downloads, limit: 1, expand: ["gated", "sha"])
        .pathAndQuery + "&gated=true"
    )?.rows?.first { $0["gated"] != nil && $0["gated"] != false }
  }

  private static func noHub(_ door: DoctorDoor, _ reply: ProbeReply? = nil) -> HarvestError {
    HarvestError(
      description: "The Hub's answer is no listing of models (\(reply?.sight ?? "no reply")"
        + "\(door.closed.map { ", \($0)" } ?? "")). Check HF_ENDPOINT, or try again later."
    )
  }
}

extension JSONValue {
  /// The repository's name, of a row of a listing.
  var repoName: String? { self["id"]?.string }
}
