import StemmaHub
import Testing

@Suite struct TokenTests {
  @Test(
    arguments: [
      (["HF_TOKEN": "hf_a", "HUGGING_FACE_HUB_TOKEN": "hf_b"], "hf_a"),
      (["HUGGING_FACE_HUB_TOKEN": " hf_b\n", "HF_HOME": "/h"], "hf_b"),
      (["HF_TOKEN": "  ", "HF_TOKEN_PATH": "/t"], "/t"),
      (["HF_TOKEN_PATH": "/t", "HF_HOME": "/h"], "/t"),
      (["HF_HOME": "/h", "XDG_CACHE_HOME": "/x"], "/h/token"),
      (["XDG_CACHE_HOME": "/x", "HOME": "/me"], "/x/huggingface/token"),
      (["HOME": "/me"], "/me/.cache/huggingface/token"),
      (["HF_HOME": "~/hub", "HOME": "/me"], "/me/hub/token"),
      (["HF_TOKEN": "hf_a", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"], nil),
      (["HF_TOKEN": "hf_a", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "true"], nil),
      (["HF_TOKEN": "hf_a", "HF_HUB_DISABLE_IMPLICIT_TOKEN": "0"], "hf_a"),
      ([:], nil),
    ] as [([String: String], String?)]
  )
  func isFoundWhereTheHubsToolsLook(environment: [String: String], secret: String?) {
    // A file's content is its own path here.
    let token = Token.find(environment: environment) { $0 + "\n" }
    #expect(token?.authorization == secret.map { "Bearer " + $0 })
  }

  @Test(arguments: ["", " ", "two words", "hf_\r\nX: y", "hf_é"])
  func isOneWordOfASCII(text: String) {
    #expect(Token(text) == nil)
  }

  @Test func isNeverShown() throws {
    let token = try #require(Token("hf_secret"))
    var dumped = ""
    dump(token, to: &dumped)
    for text in ["\(token)", String(reflecting: token), dumped, "\([token])"] {
      #expect(!text.contains("hf_secret"))
    }
  }

  @Test func isNoneWhereThereIsNoFile() {
    #expect(Token.find(environment: ["HF_TOKEN_PATH": "/nowhere/at/all"]) == nil)
  }
}
