import StemmaHub
import Testing

@Suite struct EndpointTests {
  static let mirror = "http://127.0.0.1:8080"

  @Test(arguments: [
    (nil, "https://huggingface.co"), ("", "https://huggingface.co"),
    ("https://hub.example/", "https://hub.example"),
    (" http://127.0.0.1:8080// ", "http://127.0.0.1:8080"),
    ("https://mirror.example/hf/", "https://mirror.example/hf"),
  ])
  func isReadFromTheEnvironment(value: String?, base: String) throws {
    let environment = value.map { ["HF_ENDPOINT": $0] } ?? [:]
    #expect(try Endpoint(environment: environment).base == base)
  }

  @Test(arguments: [
    "huggingface.co", "ftp://hub.example", "https://user:word@hub.example", "https://h.example/?q",
    "https://a b", "file:///etc",
  ])
  func refuseWhatIsNoBase(address: String) {
    #expect(throws: HubError.self) { try Endpoint(address) }
  }

  /// Reported: the error about an address repeated the password in it.
  @Test(arguments: [
    "https://user:s3cret@hub.example", "https://user:s3/cret@hub.example",
    "https://s3cret@hub.example/x", "ftp://user:s3c@ret@hub.example", "https://user:s3#c?ret@h/",
  ])
  func neverRepeatAPassword(address: String) {
    #expect { try Endpoint(address) } throws: { error in
      !"\(error)".contains("s3") && "\(error)".contains("://[hidden]@h")
    }
  }

  @Test(arguments: [
    ("/api/models?limit=1", "/api/models?limit=1"),
    ("https://huggingface.co/api/models?a=%3D&b=x,y", "/api/models?a=%3D&b=x,y"),
    ("https://hub-ci.huggingface.co/api/x", "/api/x"),
    ("https://hf.co/api/x", "/api/x"),
    ("http://huggingface.co/api/x", "/api/x"),
    ("HTTPS://HuggingFace.co:443/api/x", "/api/x"),
    ("http://127.0.0.1:8080/api/x#part", "/api/x"),
    ("https://huggingface.co?limit=1", "/?limit=1"),
  ])
  func bringHubAddressesHome(url: String, path: String) throws {
    #expect(try Endpoint(Self.mirror).rewriting(url) == Self.mirror + path)
  }

  @Test(arguments: [
    "https://evil.example/api", "https://huggingface.co.evil.example/x",
    "https://cdn-lfs.huggingface.co/x", "http://127.0.0.1:8081/api", "https://127.0.0.1:8080/api",
    "https://huggingface.co:8443/x", "//evil.example/x",
  ])
  func neverFollowForeignAddresses(url: String) throws {
    let endpoint = try Endpoint(Self.mirror)
    #expect(throws: HubError.self) { try endpoint.following(url, from: Self.mirror + "/api") }
    #expect(!endpoint.isHubOrigin(url))
  }

  @Test(arguments: [
    "https://huggingface.co@evil.example/x", "https://huggingface.co\\@evil.example/x",
    "https://evil.example\\@huggingface.co/x", "https://hugging\tface.co/", "", "mailto:x",
    "https://huggingface.co/a b", "https:///x", "https://huggingface.co/\r\nX: y",
  ])
  func refuseAddressesThatReadersDisagreeAbout(url: String) {
    #expect(throws: HubError.self) { try Endpoint.production.rewriting(url) }
    #expect(!Endpoint.production.isHubOrigin(url))
  }

  @Test(arguments: [
    ("/api/models/new?expand=a", "/api/models/new?expand=a"),
    ("?p=2", "/api/models/old?p=2"),
    ("other", "/api/models/other"),
    ("https://huggingface.co/api/x", "/api/x"),
  ])
  func resolveLocations(location: String, path: String) throws {
    let current = Self.mirror + "/api/models/old?p=1"
    #expect(try Endpoint(Self.mirror).following(location, from: current) == Self.mirror + path)
  }

  @Test func keepAMirrorsPrefix() throws {
    let endpoint = try Endpoint("https://mirror.example/hf")
    let expected = "https://mirror.example/hf/api/models"
    for url in [
      "/api/models", "/hf/api/models", "https://huggingface.co/api/models",
      "https://mirror.example/hf/api/models",
    ] {
      #expect(try endpoint.rewriting(url) == expected)
    }
    #expect(endpoint.bucket(of: expected) == .api)
  }

  @Test(arguments: [
    ("https://huggingface.co/x", true), ("https://hf.co", true), ("http://huggingface.co/x", false),
    ("http://127.0.0.1:8080/x", false), ("https://HUGGINGFACE.CO./x", true),
    ("https://huggingface.co:444/x", false), ("/api/models", false),
  ])
  func knowWhoMaySeeTheToken(url: String, may: Bool) throws {
    #expect(Endpoint.production.isHubOrigin(url) == may)
  }

  // A mirror's token once went to the Hub, whose addresses a mirror may write into its replies.
  @Test(arguments: [
    ("https://huggingface.co/x", false), ("https://hf.co", false),
    ("http://127.0.0.1:8080/x", true),
    ("http://127.0.0.1:8081/x", false),
  ])
  func keepAMirrorsTokenFromTheHub(url: String, may: Bool) throws {
    #expect(try Endpoint(Self.mirror).isHubOrigin(url) == may)
  }

  @Test(arguments: [
    ("/api/models?limit=1", Bucket.api),
    ("/api/resolve-cache/models/a/b/sha/README.md", .resolvers),
    ("/a/b/resolve/main/README.md?x", .resolvers), ("/datasets/a/b/resolve/main/x", .resolvers),
    ("/a/b/raw/main/README.md", .resolvers), ("/a/b", .pages), ("/apiary", .pages),
    ("/api/models?filter=/resolve/", .api),
  ])
  func countInTheRightBucket(path: String, bucket: Bucket) {
    #expect(Bucket(path: path) == bucket)
    #expect(Endpoint.production.bucket(of: "https://huggingface.co" + path) == bucket)
  }
}
