import StemmaGraph
import StemmaAnswers
import StemmaCore
import StemmaLink
import Testing

/// Answers as programs and people get them, whole.
///
/// Programs rely on the members of the JSON.
@Suite struct AnswerReports {
  private static func family() throws -> Sketch {
    try Sketch([
      "l/base {mit 2024-01-01 90} <- a/chat {apache-2.0 2024-02-01 7} (finetune)",
      "l/base <- a/lora (adapter)", "a/chat <- b/mix (merge)", "a/lora <- b/mix (merge)",
      "[gone/model: deleted or private] <- b/mix (merge)", "b/mix <- a/mix-GGUF (quantized)",
    ])
  }

  @Test func derivatives() throws {
    let answer = try Self.family().ask {
      try Derivatives(of: try NamedNode("l/base", in: $0), in: $0)
    }
    #expect(
      answer.text(as: .json) == """
        {"model":"l/base","direct":{"total":2,"finetune":1,"adapter":1,"merge":0,"quantized":0,\
        "unknown":0},"all":{"total":4,"finetune":1,"adapter":1,"merge":1,"quantized":1,"unknown":0},\
        "publishers":2,"weighted":2.732050807568877,"max_distance":3,"depth":3,\
        "relation_by":["hub","declared","own"]}

        """
    )
    #expect(
      answer.text(as: .table) == """
        Derivatives of l/base

        RELATION   DIRECT  ALL
        finetune        1    1
        adapter         1    1
        merge           0    1
        quantized       0    1
        unknown         0    0
        total           2    4

        2 publishers (publisher-weighted size 2.7), farthest derivative 3 steps away, \
        longest chain 3.
        Relations by the word of the Hub, else the card, else our own reading.

        """
    )
  }

  @Test func tree() throws {
    let answer = try Sketch([
      "l/base {mit 2024-01-01 90} <- a/chat {apache-2.0 2024-02-01 7} (finetune)",
      "[gone/model: unknown] <- a/chat (finetune)",
    ]).tree("a/chat", direction: .up)
    #expect(
      answer.text(as: .json) == """
        {"model":"a/chat","relation_by":["hub","declared","own"],\
        "nodes":[{"id":"a/chat","relation":"finetune","distance":0,"ghost":false,\
        "reason":null,"created_at":"2024-02-01T00:00:00Z","license":"apache-2.0",\
        "license_name":null,"license_link":null,"downloads":7},\
        {"id":"gone/model","relation":null,"distance":1,"ghost":true,"reason":"unknown",\
        "created_at":null,"license":null,"license_name":null,"license_link":null,\
        "downloads":null},\
        {"id":"l/base","relation":null,"distance":1,"ghost":false,"reason":null,\
        "created_at":"2024-01-01T00:00:00Z","license":"mit","license_name":null,\
        "license_link":null,"downloads":90}],\
        "edges":[{"child":"a/chat","parent":"gone/model","relation":"finetune"},\
        {"child":"a/chat","parent":"l/base","relation":"finetune"}]}

        """
    )
  }

  @Test func ancestors() throws {
    let answer = try Self.family().ask {
      try Ancestors(of: try NamedNode("a/mix-GGUF", in: $0), in: $0)
    }
    #expect(
      answer.text(as: .json) == """
        {"model":"a/mix-GGUF","ancestors":[\
        {"id":"b/mix","distance":1,"ghost":false,"reason":null},\
        {"id":"a/chat","distance":2,"ghost":false,"reason":null},\
        {"id":"a/lora","distance":2,"ghost":false,"reason":null},\
        {"id":"gone/model","distance":2,"ghost":true,"reason":"deleted or private"},\
        {"id":"l/base","distance":3,"ghost":false,"reason":null}],"roots":["gone/model","l/base"],\
        "relation_by":["hub","declared","own"]}

        """
    )
    #expect(
      answer.text(as: .table) == """
        Ancestors of a/mix-GGUF

        DISTANCE  ID          ROOT  GHOST
               1  b/mix             -
               2  a/chat            -
               2  a/lora            -
               2  gone/model  root  deleted or private
               3  l/base      root  -

        Relations by the word of the Hub, else the card, else our own reading.

        """
    )
  }

  @Test func ancestorsOfARoot() throws {
    let answer = try Self.family().ask {
      try Ancestors(of: try NamedNode("l/base", in: $0), in: $0)
    }
    #expect(
      answer.text(as: .json) == #"{"model":"l/base","ancestors":[],"roots":["l/base"],"#
        + #""relation_by":["hub","declared","own"]}"# + "\n"
    )
    #expect(answer.text(as: .table) == "l/base declares no base model.\n")
  }

  @Test func path() throws {
    let answer = try Self.family().ask {
      try KinshipPath(
        from: try NamedNode("a/mix-GGUF", in: $0),
        to: try NamedNode("l/base", in: $0),
        in: $0
      )
    }
    #expect(
      answer.text(as: .json) == """
        {"from":"a/mix-GGUF","to":"l/base","ancestor":"l/base",\
        "relation_by":["hub","declared","own"],\
        "path":["a/mix-GGUF","b/mix","a/chat","l/base"],\
        "relations":["quantized","merge","finetune"],"common":[]}

        """
    )
    #expect(
      answer.text(as: .table) == """
        a/mix-GGUF
          is a quantized of b/mix
          is a merge of a/chat
          is a finetune of l/base
        Relations by the word of the Hub, else the card, else our own reading.

        """
    )
  }

  @Test func pathOverACommonAncestor() throws {
    let answer = try Self.family().ask {
      try KinshipPath(
        from: try NamedNode("a/chat", in: $0),
        to: try NamedNode("a/lora", in: $0),
        in: $0
      )
    }
    #expect(
      answer.text(as: .table) == """
        a/chat
          is a finetune of l/base
          was made into a adapter: a/lora
        Relations by the word of the Hub, else the card, else our own reading.

        """
    )
  }

  @Test func statusNamesEverythingThatIsPromised() throws {
    let answer = try Self.family().ask { try Status(in: $0) }
    let keys = (answer.json.object ?? []).map(\.key)
    #expect(
      Set(keys).isSuperset(
        of: ["harvest", "models", "datasets", "edges", "ghosts", "findings", "oldest", "newest"]
      )
    )
    #expect(answer.json["models"] == 5)
    #expect(answer.json["ghosts"] == 1)
    #expect(answer.json["oldest"] == "2024-01-01T00:00:00Z")
  }

  @Test func infoShowsParentsWithWhoSaysSo() throws {
    let answer = try Self.family().ask {
      try RepoInfo(of: try NamedNode("b/mix", in: $0), in: $0)
    }
    #expect(
      answer.json["parents"]?.text == """
        [{"id":"a/chat","declared":null,"hub":"merge","own":null,"sources":["tag"],"ghost":false,\
        "reason":null},{"id":"a/lora","declared":null,"hub":"merge","own":null,"sources":["tag"],\
        "ghost":false,"reason":null},{"id":"gone/model","declared":null,"hub":"merge","own":null,\
        "sources":["tag"],"ghost":true,"reason":"deleted or private"}]
        """
    )
    let keys = (answer.json.object ?? []).map(\.key)
    for key in ["name", "license", "gated", "downloads", "likes", "aliases", "parents", "history"] {
      #expect(keys.contains(key))
    }
  }
}
