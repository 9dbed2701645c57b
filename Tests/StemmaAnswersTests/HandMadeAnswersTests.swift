import StemmaAnswers
import StemmaCore
import StemmaGraph
import StemmaLink
import StemmaMetrics
import Testing

/// Answers of values made by hand, with no cache, whole: as JSON, as rows and for a terminal.
@Suite struct HandMadeAnswers {
  @Test func derivatives() {
    var (direct, all) = (Derivatives.Counts(), Derivatives.Counts())
    (direct.total, direct.finetune, direct.adapter) = (3, 2, 1)
    (all.total, all.finetune, all.adapter, all.quantized) = (14, 2, 1, 11)
    expect(
      Derivatives(
        model: "a/base",
        direct: direct,
        all: all,
        publishers: 2,
        weighted: 4.25,
        maxDistance: 2,
        depth: 3,
        inferred: 1
      ),
      json: """
        {"model":"a/base","direct":{"total":3,"finetune":2,"adapter":1,"merge":0,"quantized":0,\
        "unknown":0},"all":{"total":14,"finetune":2,"adapter":1,"merge":0,"quantized":11,\
        "unknown":0},"publishers":2,"weighted":4.25,"max_distance":2,"depth":3,\
        "relation_by":["hub","declared","own"],"inferred":1}
        """,
      rows: """
        | relation | direct | all |
        | --- | --- | --- |
        | finetune | 2 | 2 |
        | adapter | 1 | 1 |
        | merge | 0 | 0 |
        | quantized | 0 | 11 |
        | unknown | 0 | 0 |
        | total | 3 | 14 |
        """,
      text: """
        Derivatives of a/base

        RELATION   DIRECT  ALL
        finetune        2    2
        adapter         1    1
        merge           0    0
        quantized       0   11
        unknown         0    0
        total           3   14

        2 publishers (publisher-weighted size 4.3), farthest derivative 2 steps away, \
        longest chain 3.
        Relations by the word of the Hub, else the card, else our own reading.
        1 of them by inferred edges only.
        """
    )
  }

  @Test func breakdown() {
    expect(
      Breakdown(
        model: "a/base",
        key: .license,
        groups: [
          .init(value: "mit", direct: 2, all: 10), .init(value: nil, direct: 0, all: 1),
        ]
      ),
      json: """
        {"model":"a/base","by":"license","relation_by":["hub","declared","own"],\
        "groups":[{"value":"mit","direct":2,"all":10},\
        {"value":null,"direct":0,"all":1}]}
        """,
      rows: """
        | license | direct | all |
        | --- | --- | --- |
        | mit | 2 | 10 |
        |  | 0 | 1 |
        """,
      text: """
        LICENSE  DIRECT  ALL
        mit           2   10
        -             0    1
        """
    )
  }

  @Test func ancestors() {
    expect(
      Ancestors(
        model: "b/chat",
        ancestors: [
          .init(id: "a/base", distance: 1),
          .init(id: "gone/root", distance: 2, reason: "deleted or private"),
        ],
        roots: ["gone/root"]
      ),
      json: """
        {"model":"b/chat","ancestors":[{"id":"a/base","distance":1,"ghost":false,"reason":null},\
        {"id":"gone/root","distance":2,"ghost":true,"reason":"deleted or private"}],\
        "roots":["gone/root"],"relation_by":["hub","declared","own"]}
        """,
      rows: """
        | distance | id | root | ghost |
        | --- | --- | --- | --- |
        | 1 | a/base |  |  |
        | 2 | gone/root | root | deleted or private |
        """,
      text: """
        Ancestors of b/chat

        DISTANCE  ID         ROOT  GHOST
               1  a/base           -
               2  gone/root  root  deleted or private

        Relations by the word of the Hub, else the card, else our own reading.
        """
    )
  }

  @Test func path() {
    expect(
      KinshipPath(
        from: "b/chat",
        to: "c/lora",
        ancestor: "a/base",
        path: ["b/chat", "a/base", "c/lora"],
        relations: ["finetune", nil],
        common: [
          .init(id: "a/base", fromDistance: 1, toDistance: 1, isGhost: false),
          .init(id: "gone/root", fromDistance: 2, toDistance: 2, isGhost: true),
        ]
      ),
      json: """
        {"from":"b/chat","to":"c/lora","ancestor":"a/base",\
        "relation_by":["hub","declared","own"],"path":["b/chat","a/base","c/lora"],\
        "relations":["finetune",null],"common":[{"id":"a/base","from_distance":1,"to_distance":1,\
        "ghost":false},{"id":"gone/root","from_distance":2,"to_distance":2,"ghost":true}]}
        """,
      rows: """
        | step | id | relation |
        | --- | --- | --- |
        | 0 | b/chat |  |
        | 1 | a/base | finetune |
        | 2 | c/lora |  |
        """,
      text: """
        b/chat
          is a finetune of a/base
          was made into a unknown relation: c/lora
        Other common ancestors:
          gone/root (2 and 2 steps)
        Relations by the word of the Hub, else the card, else our own reading.
        """
    )
  }

  @Test func families() {
    expect(
      Families(
        parts: [.init(root: "a/base", size: 12, models: 11, roots: 1, edges: 13)],
        total: 3,
        isolated: 5
      ),
      json: """
        {"families":3,"isolated":5,"relation_by":["hub","declared","own"],\
        "largest":[{"root":"a/base","size":12,"models":11,"roots":1,\
        "edges":13}]}
        """,
      rows: """
        | root | size | models | roots | edges |
        | --- | --- | --- | --- | --- |
        | a/base | 12 | 11 | 1 | 13 |
        """,
      text: """
        ROOT    SIZE  MODELS  ROOTS  EDGES
        a/base    12      11      1     13

        3 families. 5 models have neither a parent nor a derivative.
        Relations by the word of the Hub, else the card, else our own reading.
        """
    )
  }

  @Test func licenses() throws {
    let rule = try #require(LicenseRule.all.first { $0.id == "cc-nc" })
    let finding = LicenseFinding(
      breaches: [.init(rule: rule, parent: "a/base", origin: "a/base", license: "cc-by-nc-4.0")]
    )
    let answer = LicensePath(
      model: "b/chat",
      hops: [
        .init(
          id: "a/base",
          isDataset: false,
          distance: 1,
          license: "cc-by-nc-4.0",
          family: "non-commercial"
        ),
        .init(
          id: "b/chat",
          isDataset: false,
          distance: 0,
          license: "mit",
          family: "permissive",
          finding: finding
        ),
      ]
    )
    expect(
      answer,
      json: """
        {"model":"b/chat","first":"b/chat","not_judged":0,"relation_by":["hub","declared","own"],\
        "hops":[{"id":"a/base","kind":"model",\
        "distance":1,"license":"cc-by-nc-4.0","license_name":null,"license_link":null,\
        "family":"non-commercial","finding":null,"reading":null,"inherited":null},\
        {"id":"b/chat","kind":"model","distance":0,\
        "license":"mit","license_name":null,"license_link":null,"family":"permissive",\
        "finding":{"wording":"declared license looser than inherited","rules":[{"rule":"cc-nc",\
        "condition":"non-commercial","source":"CC BY-NC 4.0 §2.a.1","parent":"a/base",\
        "origin":"a/base","license":"cc-by-nc-4.0"}]},"reading":null,"inherited":null}]}
        """,
      rows: """
        | distance | id | license | license\\_name | license\\_link | family | finding | rules |
        | --- | --- | --- | --- | --- | --- | --- | --- |
        | 1 | a/base | cc-by-nc-4.0 |  |  | non-commercial |  |  |
        | 0 | b/chat | mit |  |  | permissive | declared license looser than inherited | cc-nc |
        """,
      text: """
        Licenses down to b/chat

        1  a/base  (cc-by-nc-4.0, non-commercial)
        0  b/chat  (mit, permissive)
             declared license looser than inherited:
             - non-commercial: CC BY-NC 4.0 §2.a.1, from a/base (cc-by-nc-4.0)

        Relations by the word of the Hub, else the card, else our own reading.
        """
    )
  }

  @Test func traitChanges() {
    let rate = TraitChanges.Rate(relation: "finetune", edges: 8, changed: 2, mutation: 0.25)
    expect(
      TraitChanges(
        trait: .license,
        edges: 9,
        total: .init(edges: 8, changed: 2, mutation: 0.25),
        relations: [rate],
        drift: .init(
          values: ["mit", "apache-2.0"],
          pairs: 1,
          agreeingPairs: 1,
          mutations: 2,
          agreeingMutations: 2
        )
      ),
      json: """
        {"trait":"license","relation_by":["hub","declared","own"],"edges":9,"total":{"relation":null,"edges":8,"changed":2,\
        "mutation":0.25},"relations":[{"relation":"finetune","edges":8,"changed":2,\
        "mutation":0.25}],"drift":{"values":["mit","apache-2.0"],"pairs":1,"agreeing_pairs":1,\
        "mutations":2,"agreeing_mutations":2}}
        """,
      rows: """
        | relation | edges | changed | mutation |
        | --- | --- | --- | --- |
        | finetune | 8 | 2 | 0.25 |
        | all | 8 | 2 | 0.25 |
        """,
      text: """
        How license changes from parent to child, on edges where both state it

        RELATION  EDGES  CHANGED  MUTATION
        finetune      8        2      0.25
        all           8        2      0.25

        8 of 9 edges. Relations by the word of the Hub, else the card, else our own reading.
        Drift: mit > apache-2.0
        1 of 1 pairs and 2 of 2 changes follow this order.
        """
    )
  }

  @Test func difference() {
    expect(
      HarvestDiff(
        from: 1,
        to: 2,
        new: ["model": 3],
        licenses: [.init(kind: "model", name: "a/base", before: "mit")]
      ),
      json: """
        {"from":1,"to":2,"flips":[],"new":{"model":3},"gone":{},"licenses":[{"kind":"model",\
        "id":"a/base","before":"mit","after":null}],"counts":{"new":0,"gone":0,"renamed":0,\
        "relicensed":0,"gated":0,"reparented":0,"dataset":0},"news":[]}
        """,
      rows: """
        | what | of | before | after | note |
        | --- | --- | --- | --- | --- |
        | new | models |  | 3 |  |
        | license | a/base | mit |  |  |
        """,
      text: """
        From harvest 1 to harvest 2

        WHAT     OF      BEFORE  AFTER  NOTE
        new      models  -           3
        license  a/base  mit         -
        """
    )
  }

  @Test func info() {
    expect(
      RepoInfo(
        columns: [.init("name", "b/chat"), .init("license", .null)],
        aliases: ["b/old"],
        parents: [.init(id: "a/base", declared: "finetune", sources: ["card"])],
        succession: Succession(predecessors: ["b/first"]),
        tags: ["chat", "en"],
        history: [.init(field: "license", value: "mit", firstSeen: 1, lastSeen: 2)]
      ),
      json: """
        {"name":"b/chat","license":null,"aliases":["b/old"],"parents":[{"id":"a/base",\
        "declared":"finetune","hub":null,"own":null,"sources":["card"],"ghost":false,\
        "reason":null}],"successors":[],"latest":null,"predecessors":["b/first"],"mentions":[],\
        "tags":["chat","en"],"history":[{"field":"license","value":"mit","first_seen":1,\
        "last_seen":2}],"inherited":[]}
        """,
      rows: """
        | field | value |
        | --- | --- |
        | name | b/chat |
        | license |  |
        | alias | b/old |
        | parent | a/base (card: finetune) |
        | predecessor | b/first |
        | tags | chat en |
        | was | license mit (harvests 1 to 2) |
        """,
      text: """
        FIELD        VALUE
        name         b/chat
        license      -
        alias        b/old
        parent       a/base (card: finetune)
        predecessor  b/first
        tags         chat en
        was          license mit (harvests 1 to 2)
        """
    )
  }

  @Test func reuse() {
    expect(
      Reuse(
        dataset: "d/data",
        anchor: .init(day: "2024-01-01"),
        knownUntil: "2024-03-01T00:00:00Z",
        models: [
          .init(
            id: "b/chat",
            createdAt: "2024-01-05T00:00:00Z",
            owner: "b",
            isOwn: false,
            relation: "finetune",
            sources: ["card"]
          )
        ],
        byPublisher: [.init(value: "b", external: 1, own: 0)],
        crossed: [.init(count: 1, date: "2024-01-05", model: "b/chat")],
        lineage: .init(),
        includesOwn: false
      ),
      json: """
        {"dataset":"d/data","aliases":[],"owners":[],"projects":[],"ghost":null,\
        "placeholder":null,"declared_by":1,"external":1,"trained":1,"publishers":1,\
        "external_publishers":1,"anchor":{"date":"2024-01-01","notes":[]},\
        "known_until":"2024-03-01T00:00:00Z","windows":[],"crossed":[{"count":1,\
        "date":"2024-01-05","model":"b/chat"}],"not_crossed":[],"before":0,"of_unknown_age":0,\
        "relation_by":["hub","declared","own"],"by_relation":[{"value":"finetune","external":1,"own":0}],"by_source":[{"value":"card",\
        "external":1,"own":0}],"by_publisher":[{"value":"b","external":1,"own":0}],\
        "by_month":[{"value":"2024-01","external":1,"own":0}],"inherited":null,\
        "derived_users":null,"source_datasets":[],"derived_datasets":[],"models":[{"id":"b/chat",\
        "created_at":"2024-01-05T00:00:00Z","own":false,"relation":"finetune","owner":"b",\
        "trained":true,"copied":false,"sources":["card"]}]}
        """,
      rows: """
        | model | created\\_at | owner | own | relation | trained | copied | sources |
        | --- | --- | --- | --- | --- | --- | --- | --- |
        | b/chat | 2024-01-05T00:00:00Z | b |  | finetune | trained |  | card |
        """,
      text: """
        Models that declare d/data

        1 model: 1 of others by 1 publisher, 0 of its own people.
        Of those of others 1 were trained and 0 are quantized or merged copies, which inherit the \
        line.

        OTHERS REACHED  ON          WITH
                     1  2024-01-05  b/chat

        RELATION  EXTERNAL  OWN
        finetune         1    0

        Relations by the word of the Hub, else the card, else our own reading.

        PUBLISHER  EXTERNAL  OWN
        b                 1    0

        MONTH    EXTERNAL  OWN
        2024-01         1    0

        Declaring a dataset is voluntary, so every number is a lower bound.
        """
    )
  }
}
