import StemmaCore
import Testing

/// The grammar of names, and the names in addresses.
@Suite struct RepoNames {
  @Test(arguments: [
    "gpt2", "a/b", "meta-llama/Llama-3.1-8B", "a_b/c.d", "0/0", String(repeating: "a", count: 96),
  ])
  func areWellFormed(name: String) { #expect(RepoName.isWellFormed(name)) }

  @Test(arguments: [
    "", "/", "a/", "/b", "a//b", "a/b/c", "-a/b", "a/b-", ".a", "a.", "a--b", "a..b", "a/b.git",
    "a b", "é", "a/b\n", "a:b", "{{ x }}", String(repeating: "a", count: 97), "a\u{200B}b",
  ])
  func areNotWellFormed(name: String) { #expect(!RepoName.isWellFormed(name)) }

  @Test(arguments: [
    ("gpt2", "gpt2"), ("a/b", "a/b"), ("a/b/", "a/b"), ("https://huggingface.co/a/b", "a/b"),
    ("http://www.huggingface.co/a/b/", "a/b"), ("hf.co/gpt2", "gpt2"), ("hf://a/b", "a/b"),
    ("https://huggingface.co/a/b/tree/main", "a/b"),
    ("https://huggingface.co/gpt2/blob/main/README.md#x", "gpt2"),
    ("https://huggingface.co/a/b?library=peft", "a/b"),
    ("https://huggingface.co/datasets/squad", "squad"), ("datasets/a/b", "a/b"),
    ("spaces/a/b", "a/b"), ("https://huggingface.co/a/tree", "a/tree"), ("a/raw", "a/raw"),
    ("https://example.org/a/b", "https://example.org/a/b"), ("/root/x", "/root/x"), ("/", "/"),
    ("./local path", "./local path"), ("", ""), ("Gone/Model", "Gone/Model"),
  ])
  func areFoundInWhatPeopleType(text: String, name: String) {
    #expect(RepoName.meant(by: text) == name)
  }

  @Test func ownersStandBeforeTheSlash() {
    #expect(RepoName.owner(of: "a/b") == "a")
    #expect(RepoName.owner(of: "gpt2") == nil)
  }
}
