import StemmaCore
@testable import StemmaStandIn
import StemmaTestSupport
import Testing

@Suite struct WireForms {
  // Needs the recordings beside the project.
  @Test(.enabled(if: Shared.file("real-hub/raw") != nil, "needs the recordings"))
  func entityTagsAreThoseOfRecordedBodies() throws {
    var compared = 0
    for recorded in try Recorded.live {
      guard let etag = recorded.etag, etag.hasPrefix("W/"), recorded.note?.contains("cut") != true,
        !recorded.body.isEmpty
      else { continue }
      #expect(WeakETag.of(Array(recorded.body.utf8)) == etag, "\(recorded.uri)")
      compared += 1
    }
    #expect(compared > 20)
  }

  @Test func cursorsAreTheHubsOwn() {
    let place = ListPosition(value: .number(500), hubID: "6a563842cb785d0d06a1cb7d")
    let query = ListQuery(kind: .model, limit: 1, fields: [])
    let cursor = ListCursor.text(after: place, of: query)
    #expect(
      cursor == """
        eyIkb3IiOlt7InRyZW5kaW5nU2NvcmUiOjUwMCwiX2lkIjp7IiRndCI6IjZhNTYzODQyY2I3ODVkMGQwNmExY2I3ZCJ9\
        fSx7InRyZW5kaW5nU2NvcmUiOnsiJGx0Ijo1MDB9fSx7InRyZW5kaW5nU2NvcmUiOm51bGx9XX0=
        """
    )
    #expect(ListCursor.place(cursor, of: query) == place)
    #expect(
      ListCursor.place(cursor, of: ListQuery(kind: .model, sort: .likes, limit: 1, fields: []))
        == nil
    )
  }

  // As a census of October 2026 met it.
  @Test func theCursorOfTheOldestFirstIsTheIdentityAlone() {
    let query = ListQuery(kind: .model, sort: .createdAt, isAscending: true, limit: 1, fields: [])
    let place = ListPosition(value: .text("2022"), hubID: "621ffdc036468d709f174328")
    let cursor = ListCursor.text(after: place, of: query)
    #expect(cursor == "eyJfaWQiOnsiJGd0IjoiNjIxZmZkYzAzNjQ2OGQ3MDlmMTc0MzI4In19")
    #expect(ListCursor.place(cursor, of: query)?.hubID == place.hubID)
  }

  // Needs the recordings beside the project.
  @Test(.enabled(if: Shared.file("real-hub/raw") != nil, "needs the recordings"))
  func filteredCursorsFrameTheirTokenLikeTheRecordedOne() throws {
    let recorded = try Recorded.live("filter=base_model%3Afinetune")
    let link = try #require(recorded.headers["Link"]?.string)
    let place = ListPosition(value: .number(0), hubID: "621ffdc036468d709f17618c")
    var filter = ListFilter()
    filter.tags = ["base_model:finetune:a/b"]
    let query = ListQuery(kind: .model, filter: filter, limit: 1, fields: [])
    let cursor = ListCursor.text(after: place, of: query)
    let known = try #require(link.split(separator: "cursor=").last?.prefix { $0 != ">" })
    // The search engine's own _id of the page's first row is not ours to know.
    #expect(known.prefix(230) == NextLink.encoded(cursor).prefix(230))
  }

  @Test func identitiesCarryTheirSecond() {
    let id = HubIdentity.objectID(of: "model", named: "a/b", createdAt: "2025-02-04T06:25:07.000Z")
    #expect(id.hasPrefix("67a1b2c3"))
    #expect(id.utf8.count == 24)
    #expect(HubIdentity.createdAt(objectID: id) == "2025-02-04T06:25:07.000Z")
  }

  @Test func bothSpellingsOfExpandAreOne() {
    let request = HubRequest(
      method: "GET",
      path: "/api/models",
      query: "expand=a&expand[]=b&expand%5B%5D=c&filter=license%3Amit",
      headers: [:]
    )
    #expect(request.values("expand") == ["a", "b", "c"])
    #expect(request.value("filter") == "license:mit")
  }

  @Test func blobNamesAreGits() {
    #expect(HubIdentity.blobID(of: "hello\n") == "ce013625030ba8dba906f756967f9e9ca394464a")
  }
}
