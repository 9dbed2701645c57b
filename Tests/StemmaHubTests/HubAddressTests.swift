import StemmaCore
import StemmaHub
import Testing

@Suite struct HubAddressTests {
  @Test(
    arguments: [
      (.listing(.model), "/api/models"),
      (
        .listing(
          .model,
          filters: ["base_model:finetune:a/b", "license:mit"],
          sort: .createdAt,
          limit: 1000,
          expand: ["author", "model-index"]
        ),
        "/api/models?filter=base_model%3Afinetune%3Aa%2Fb&filter=license%3Amit&sort=createdAt"
          + "&limit=1000&expand=author&expand=model-index"
      ),
      (.listing(.dataset, author: "a b&c"), "/api/datasets?author=a%20b%26c"),
      (
        .spaces(using: "a/b", limit: 9, expand: ["sdk"]),
        "/api/spaces?models=a%2Fb&limit=9&expand=sdk"
      ),
      (.detail(.model, "gpt2"), "/api/models/gpt2"),
      (.detail(.space, "a/b", expand: ["sdk"]), "/api/spaces/a/b?expand=sdk"),
      (.detail(.dataset, "a/b", revision: "refs/pr/1"), "/api/datasets/a/b/revision/refs%2Fpr%2F1"),
      (.commits(.model, "a/b"), "/api/models/a/b/commits/main"),
      (.commits(.model, "a/b", page: 0, limit: 1), "/api/models/a/b/commits/main?p=0&limit=1"),
      (.discussions(.model, "a/b", page: 2), "/api/models/a/b/discussions?p=2"),
      (.discussion(.model, "a/b", 7), "/api/models/a/b/discussions/7"),
      (.likers(.dataset, "a/b"), "/api/datasets/a/b/likers"),
      (.refs(.model, "a/b"), "/api/models/a/b/refs"),
      (.readme(.model, "a/b", sha: "f00"), "/a/b/resolve/f00/README.md"),
      (.readme(.dataset, "a/b", sha: "f00"), "/datasets/a/b/resolve/f00/README.md"),
      (.organization("a"), "/api/organizations/a/overview"),
      (.user("a"), "/api/users/a/overview"),
      (.likes(ofUser: "a"), "/api/users/a/likes"),
      (.paper("1810.04805"), "/api/papers/1810.04805"),
      // Foreign names cannot leave their place in the path.
      (.detail(.model, "a/b/discussions?x#y"), "/api/models/a/b%2Fdiscussions%3Fx%23y"),
      (.user("é/.."), "/api/users/%C3%A9%2F../overview"),
    ] as [(HubAddress, String)]
  )
  func areSpeltAsTheHubReadsThem(address: HubAddress, text: String) {
    #expect(address.pathAndQuery == text)
  }

  @Test func cardsCountAsResolvers() {
    #expect(HubAddress.readme(.model, "a/b", sha: "f00").bucket == .resolvers)
    #expect(HubAddress.detail(.model, "a/b").bucket == .api)
  }

  @Test func theListingIsNotAskedWhatItRefuses() {
    #expect(Set(Expand.sweep(.model)).isDisjoint(with: ["childrenModelCount", "usedStorage"]))
    for kind in RepoKind.allCases {
      #expect(Set(Expand.detail(kind)).isSuperset(of: Expand.sweep(kind)))
      #expect(Set(Expand.detail(kind)).count == Expand.detail(kind).count)
    }
  }
}
