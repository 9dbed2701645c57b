internal import StemmaCore

/// Fills an overview with what the Hub always writes.
struct AccountOverview {
  let world: World

  func complete(_ account: Account) -> JSONValue {
    let order = account.isOrganization ? Self.organization : Self.user
    let said = account.overview.object ?? []
    let known = order.compactMap { key in
      (account.overview[key] ?? derived(key, of: account)).map { JSONValue.Member(key, $0) }
    }
    return .object(known + said.filter { !order.contains($0.key) })
  }

  private static let organization = [
    "_id", "avatarUrl", "fullname", "name", "details", "isVerified", "isFollowing", "plan",
    "numUsers", "numModels", "numSpaces", "numDatasets", "numKernels", "numBuckets", "numPapers",
    "numFollowers",
  ]

  private static let user = [
    "_id", "avatarUrl", "isPro", "fullname", "numModels", "numDatasets", "numSpaces",
    "numKernels", "numBuckets", "numDiscussions", "numPapers", "numUpvotes", "numLikes",
    "numFollowers", "numFollowing", "numFollowingOrgs", "orgs", "user", "type", "isFollowing",
    "details", "primaryOrgAvatarUrl", "createdAt",
  ]

  private func derived(_ key: String, of account: Account) -> JSONValue? {
    switch key {
    case "_id": .string(identity(of: account))
    case "avatarUrl": "/avatars/00000000000000000000000000000000.svg"
    case "fullname": .string(account.name)
    case "isVerified", "isFollowing", "isPro": false
    case "numModels": owned(.model, by: account.name)
    case "numDatasets": owned(.dataset, by: account.name)
    case "numSpaces": owned(.space, by: account.name)
    case "numUsers": .integer(Int64(account.members.count))
    case "numLikes": .integer(Int64(account.likes.count))
    case "orgs": []
    case "type": "user"
    case "createdAt": HubIdentity.createdAt(objectID: identity(of: account)).map(JSONValue.string)
    case "details", "plan", "primaryOrgAvatarUrl": nil
    default: 0
    }
  }

  private func identity(of account: Account) -> String {
    account.overview["_id"]?.string
      ?? HubIdentity.objectID(
        of: "account",
        named: account.name,
        createdAt: account.overview["createdAt"]?.string ?? HubIdentity.floor
      )
  }

  private func owned(_ kind: RepoKind, by name: String) -> JSONValue {
    var filter = ListFilter()
    filter.author = name
    let query = ListQuery(kind: kind, filter: filter, limit: .max, fields: [])
    return .integer(Int64(world.indexes[kind]?.rows(query).rows.count ?? 0))
  }
}
