import Foundation
import StemmaHub
import StemmaTestSupport
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
  func isFoundWhereTheHubsToolsLook(environment: [String: String], secret: String?) throws {
    // A file's content is its own path here.
    let token = try Token.find(environment: environment) { $0 + "\n" }
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

  @Test func isNoneWhereThereIsNoFile() throws {
    #expect(try Token.find(environment: ["HF_TOKEN_PATH": "/nowhere/at/all"]) == nil)
  }

  /// Reported: a token with a line break in it was left out without a word.
  @Test(
    arguments: [
      (["HF_TOKEN": "hf_se\ncret"], "HF_TOKEN"), (["HF_TOKEN": "hf_se\u{1B}cret"], "HF_TOKEN"),
      (["HUGGING_FACE_HUB_TOKEN": "hf_secr\u{E9}t"], "HUGGING_FACE_HUB_TOKEN"),
      (["HF_TOKEN_PATH": "/t"], "/t"),
    ]
  )
  func isAnErrorWhereItCanBeNone(environment: [String: String], place: String) {
    #expect { try Token.find(environment: environment) { _ in "hf_se cret" } } throws: { error in
      (error as? HubError)?.code == .malformedToken(place) && !"\(error)".contains("hf_se")
    }
  }

  @Test func isAnErrorWhereItsFileIsNoText() throws {
    try withScratchFolder { folder in
      let file = folder.appending(path: "token")
      try Data(repeating: 0x61, count: 5000).write(to: file)
      #expect(throws: HubError(.malformedToken(file.path))) {
        try Token.find(environment: ["HF_TOKEN_PATH": file.path])
      }
      try Data(repeating: 0x61, count: 1 << 20).write(to: file)
      #expect(throws: HubError(.unreadableToken("\(file.path): it has more than 65536 bytes"))) {
        try Token.find(environment: ["HF_TOKEN_PATH": file.path])
      }
    }
  }
}
