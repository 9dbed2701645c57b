import StemmaAnswers
import StemmaCore
import StemmaGraph
import StemmaMetrics
import StemmaStudies
import Testing

/// Answers of values made by hand, with no cache, whole: the ones of trees, time, studies and measures.
@Suite struct HandMadeReports {
  @Test func status() {
    expect(
      Status(
        harvests: [
          .init(
            id: 2,
            plan: "walk",
            reason: "A walk is shorter.",
            outcome: "incomplete",
            startedAt: "2026-01-02T08:00:00Z",
            endpoint: "https://huggingface.co",
            requests: 40,
            rows: 1200,
            seconds: 31.5,
            incompleteSteps: 1
          )
        ],
        costs: [
          .init(
            purpose: "children",
            kind: "model",
            bucket: "api",
            forecast: 38,
            basis: "as last time",
            actual: 40
          )
        ],
        completeListings: ["model": "2026-01-01T08:00:00Z"],
        models: 1200,
        datasets: 3,
        spaces: 0,
        edges: 700,
        ghosts: 9,
        findings: 2,
        oldest: "2022-03-02T23:29:04Z",
        newest: "2026-01-01T07:00:00Z"
      ),
      json: """
        {"harvest":{"harvest":2,"plan":"walk","reason":"A walk is shorter.",\
        "outcome":"incomplete","started_at":"2026-01-02T08:00:00Z","finished_at":null,\
        "endpoint":"https://huggingface.co","requests":40,"rows":1200,"seconds":31.5,\
        "incomplete_steps":1},"models":1200,"datasets":3,"spaces":0,"edges":700,"ghosts":9,\
        "findings":2,"oldest":"2022-03-02T23:29:04Z","newest":"2026-01-01T07:00:00Z",\
        "complete_listings":{"model":"2026-01-01T08:00:00Z"},"costs":[{"purpose":"children",\
        "kind":"model","bucket":"api","forecast":38,"actual":40,"basis":"as last time"}],\
        "harvests":[{"harvest":2,"plan":"walk","reason":"A walk is shorter.",\
        "outcome":"incomplete","started_at":"2026-01-02T08:00:00Z","finished_at":null,\
        "endpoint":"https://huggingface.co","requests":40,"rows":1200,"seconds":31.5,\
        "incomplete_steps":1}]}
        """,
      rows: """
        | harvest | plan | outcome | started | requests | rows | seconds | incomplete |
        | --- | --- | --- | --- | --- | --- | --- | --- |
        | 2 | walk | incomplete | 2026-01-02T08:00:00Z | 40 | 1200 | 31.5 | 1 |
        """,
      text: """
        1200 models (made 2022-03-02T23:29:04Z to 2026-01-01T07:00:00Z), 3 datasets, 0 Spaces
        700 edges, 9 ghosts, 2 findings

        HARVEST  PLAN  OUTCOME     STARTED               REQUESTS  ROWS  SECONDS  INCOMPLETE
              2  walk  incomplete  2026-01-02T08:00:00Z        40  1200     31.5           1

        REQUESTS OF HARVEST 2  KIND   FORECAST  ACTUAL  BASIS
        children               model        38      40  as last time
        A walk is shorter.
        """
    )
  }

  @Test func tree() {
    expect(
      ModelTree(
        model: "a/base",
        direction: .down,
        nodes: [
          .init(id: "a/base", distance: 0, createdAt: "2024-01-01T00:00:00Z", license: "mit"),
          .init(id: "b/chat", relation: "finetune", distance: 1, downloads: 7),
          .init(id: "c/gone", relation: "merge", distance: 2, ghost: "deleted or private"),
        ],
        edges: [
          .init(child: "b/chat", parent: "a/base", relation: "finetune"),
          .init(
            child: "c/gone",
            parent: "b/chat",
            inference: .init(method: "name: mark", evidence: "c/gone", confidence: 0.5)
          ),
        ],
        inferred: 1
      ),
      json: """
        {"model":"a/base","relation_by":["hub","declared","own"],"nodes":[{"id":"a/base","relation":null,"distance":0,"ghost":false,\
        "reason":null,"created_at":"2024-01-01T00:00:00Z","license":"mit","license_name":null,\
        "license_link":null,"downloads":null},{"id":"b/chat","relation":"finetune","distance":1,\
        "ghost":false,"reason":null,"created_at":null,"license":null,"license_name":null,\
        "license_link":null,"downloads":7},{"id":"c/gone","relation":"merge","distance":2,\
        "ghost":true,"reason":"deleted or private","created_at":null,"license":null,\
        "license_name":null,"license_link":null,"downloads":null}],"edges":[{"child":"b/chat",\
        "parent":"a/base","relation":"finetune","inference":null},{"child":"c/gone",\
        "parent":"b/chat","relation":null,"inference":{"method":"name: mark","confidence":0.5,\
        "evidence":"c/gone"}}],"inferred":1}
        """,
      rows: """
        | distance | id | relation | created\\_at | license | license\\_name | license\\_link | \
        downloads | ghost |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        | 0 | a/base |  | 2024-01-01T00:00:00Z | mit |  |  |  |  |
        | 1 | b/chat | finetune |  |  |  |  | 7 |  |
        | 2 | c/gone | merge |  |  |  |  |  | deleted or private |
        """,
      text: """
        a/base  (mit, 2024-01-01, 2 below)
        └── [finetune] b/chat  (1 below)
            └── [inferred by name: mark, 0.5] c/gone  (ghost: deleted or private)

        Relations by the word of the Hub, else the card, else our own reading.
        """
    )
  }

  @Test func siblings() {
    expect(
      Siblings(
        model: "b/chat",
        siblings: [.init(id: "c/lora", relation: "adapter", parents: ["a/base", "a/other"])]
      ),
      json: """
        {"model":"b/chat","relation_by":["hub","declared","own"],"total":1,"siblings":[{"id":"c/lora","relation":"adapter",\
        "parents":["a/base","a/other"]}]}
        """,
      rows: """
        | id | relation | parents |
        | --- | --- | --- |
        | c/lora | adapter | a/base a/other |
        """,
      text: """
        ID      RELATION  PARENTS
        c/lora  adapter   a/base a/other
        Relations by the word of the Hub, else the card, else our own reading.
        """
    )
  }

  @Test func cycles() {
    expect(
      Cycles(cycles: [["a/one", "a/two"]], selfLoops: ["a/self"]),
      json: """
        {"cycles":[["a/one","a/two"]],"self_loops":["a/self"]}
        """,
      rows: """
        | size | models |
        | --- | --- |
        | 2 | a/one a/two |
        | 1 | a/self |
        """,
      text: """
        SIZE  MODELS
           2  a/one a/two
           1  a/self
        """
    )
  }

  @Test func counterSeries() {
    expect(
      CounterSeries(
        name: "a/base",
        entries: [
          .init(
            date: "2026-01-01",
            heldUntil: "2026-01-02",
            downloads: 100,
            downloadsAllTime: 4000,
            likes: 5,
            trendingScore: 0.5,
            source: "harvest 1"
          ),
          .init(date: "2026-01-20", heldUntil: "2026-01-20", likes: 6, source: "import 1"),
        ],
        gaps: [.init(lastKnown: "2026-01-02", nextKnown: "2026-01-20", days: 17)]
      ),
      json: """
        {"model":"a/base","series":[{"date":"2026-01-01","held_until":"2026-01-02",\
        "downloads":100,"downloads_all_time":4000,"likes":5,"trending_score":0.5,\
        "source":"harvest 1","origin":null},{"date":"2026-01-20","held_until":"2026-01-20",\
        "downloads":null,"downloads_all_time":null,"likes":6,"trending_score":null,\
        "source":"import 1","origin":null}],"gaps":[{"last_known":"2026-01-02",\
        "next_known":"2026-01-20","days":17}]}
        """,
      rows: """
        | from | to | downloads | all\\_time | likes | trending | source |
        | --- | --- | --- | --- | --- | --- | --- |
        | 2026-01-01 | 2026-01-02 | 100 | 4000 | 5 | 0.5 | harvest 1 |
        | 2026-01-02 | 2026-01-20 |  |  |  |  | gap |
        | 2026-01-20 | 2026-01-20 |  |  | 6 |  | import 1 |
        """,
      text: """
        FROM        TO          DOWNLOADS  ALL_TIME  LIKES  TRENDING  SOURCE
        2026-01-01  2026-01-02        100      4000      5       0.5  harvest 1
        2026-01-02  2026-01-20          -         -      -         -  gap
        2026-01-20  2026-01-20          -         -      6         -  import 1
        """
    )
  }

  @Test func queryRows() {
    expect(
      QueryRows(
        columns: ["id", "downloads"],
        rows: [[.string("a/base"), .integer(7)], [.string("b/chat"), .null]]
      ),
      json: """
        [{"id":"a/base","downloads":7},{"id":"b/chat","downloads":null}]
        """,
      rows: """
        | id | downloads |
        | --- | --- |
        | a/base | 7 |
        | b/chat |  |
        """,
      text: """
        ID      DOWNLOADS
        a/base          7
        b/chat          -
        """
    )
  }

  @Test func familyTiming() {
    expect(
      FamilyTiming(
        model: "a/base",
        createdAt: "2024-01-01T00:00:00Z",
        firstDerivative: "b/chat",
        daysToFirst: 1.5,
        generations: [
          .init(distance: 1, models: 2, first: "2024-01-02T12:00:00Z", medianDays: 3)
        ],
        steps: .init(dated: 2, backwards: 1, lowerQuartile: 1, median: 2.5, upperQuartile: 9)
      ),
      json: """
        {"model":"a/base","created_at":"2024-01-01T00:00:00Z","first_derivative":"b/chat",\
        "days_to_first":1.5,"generations":[{"distance":1,"models":2,"first":"2024-01-02T12:00:00Z"\
        ,"median_days":3}],"steps":{"dated":2,"backwards":1,"lower_quartile_days":1,\
        "median_days":2.5,"upper_quartile_days":9}}
        """,
      rows: """
        | distance | models | first | median\\_days |
        | --- | --- | --- | --- |
        | 1 | 2 | 2024-01-02T12:00:00Z | 3.0 |
        """,
      text: """
        Generations below a/base

        DISTANCE  MODELS  FIRST                 MEDIAN_DAYS
               1       2  2024-01-02T12:00:00Z          3.0

        First derivative b/chat after 1.5 days.
        From parent to child: median 2.5 days over 2 dated steps, 1 of them backwards.
        """
    )
  }

  @Test func curatedDerivatives() {
    expect(
      CuratedDerivatives(
        study: "paper",
        items: [
          .init(
            edge: .init(
              child: "b/chat",
              parent: "a/base",
              relation: "finetune",
              status: "stated",
              source: "the paper, page 2"
            ),
            isKnown: true,
            isCounted: false
          )
        ]
      ),
      json: """
        {"study":"paper","missing":1,"edges":[{"child":"b/chat","parent":"a/base",\
        "relation":"finetune","status":"stated","source":"the paper, page 2","note":null,\
        "known":true,"counted":false}]}
        """,
      rows: """
        | child | parent | relation | status | counted | source |
        | --- | --- | --- | --- | --- | --- |
        | b/chat | a/base | finetune | stated |  | the paper, page 2 |
        """,
      text: """
        The study paper names 1 more, not counted above

        CHILD   PARENT  RELATION  STATUS  COUNTED  SOURCE
        b/chat  a/base  finetune  stated           the paper, page 2
        """
    )
  }

  @Test func studyMethods() {
    expect(
      StudyMethods(
        study: "paper",
        title: "A Paper",
        citation: "One & Two 2025",
        file: "paper.yaml",
        sha256: "ab12",
        projects: 2,
        items: 5,
        harvests: [
          .init(
            id: 1,
            plan: "sweep",
            startedAt: "2026-01-01T08:00:00Z",
            finishedAt: "2026-01-01T08:40:00Z",
            outcome: "complete",
            endpoint: "https://huggingface.co",
            archive: "harvest-000001.warc.gz",
            version: "0.2.0",
            requests: 3000,
            rows: 3000000,
            incompleteSteps: 0
          )
        ],
        coverage: [.init(what: "models of the study with commits read", known: 2, all: 9)],
        verdicts: [.init(what: "supported", known: 3)]
      ),
      json: """
        {"study":"paper","title":"A Paper","citation":"One & Two 2025","file":"paper.yaml",\
        "sha256":"ab12","projects":2,"items":5,"harvests":[{"id":1,"plan":"sweep",\
        "started_at":"2026-01-01T08:00:00Z","finished_at":"2026-01-01T08:40:00Z",\
        "outcome":"complete","endpoint":"https://huggingface.co","archive":"harvest-000001.warc.gz\
        ","version":"0.2.0","requests":3000,"rows":3000000,"incomplete_steps":0}],\
        "coverage":[{"what":"models of the study with commits read","known":2,"all":9}],\
        "verdicts":[{"what":"supported","known":3,"all":null}],"text":"Public metadata of \
        https://huggingface.co were harvested on 2026-01-01 with Stemma 0.2.0, in 1\\nharvest of \
        3000 requests and 3000000 records, all complete (archives: harvest-000001.warc.gz). \
        The\\nstudy paper (paper.yaml, SHA-256 ab12) names 2 projects by 5 items. Coverage: 2 of \
        9 models of the\\nstudy with commits read. Of its claims, 3 supported.\\n\\nOne & Two \
        2025\\nStemma 0.2.0: the family tree of open models, from the Hub's public metadata\\n",\
        "citations":["One & Two 2025","Stemma 0.2.0: the family tree of open models, from the \
        Hub's public metadata"]}
        """,
      rows: """
        | what | known | of |
        | --- | --- | --- |
        | models of the study with commits read | 2 | 9 |
        """,
      text: """
        Public metadata of https://huggingface.co were harvested on 2026-01-01 with Stemma 0.2.0, \
        in 1
        harvest of 3000 requests and 3000000 records, all complete (archives: \
        harvest-000001.warc.gz). The
        study paper (paper.yaml, SHA-256 ab12) names 2 projects by 5 items. Coverage: 2 of 9 \
        models of the
        study with commits read. Of its claims, 3 supported.

        One & Two 2025
        Stemma 0.2.0: the family tree of open models, from the Hub's public metadata
        """
    )
  }

  @Test func measure() {
    expect(
      taken,
      json: """
        {"metric":"days","scope":"model","subject":"a/base","harvest":2,"value":1.5,"unit":"days",\
        "points":[{"label":"2024-01","value":1,"note":null},{"label":"2024-02","value":null,\
        "note":"no harvest"}],"reason":null,"notes":["Of 2 months one is known."],\
        "evidence":"SELECT 1"}
        """,
      rows: """
        | metric | subject | label | value | unit | note |
        | --- | --- | --- | --- | --- | --- |
        | days | a/base |  | 1.5 | days |  |
        | days | a/base | 2024-01 | 1 | days |  |
        | days | a/base | 2024-02 |  | days | no harvest |
        """,
      text: """
        days of a/base: 1.5 days
        Days until something happens.

                 DAYS  NOTE
        2024-01     1  -
        2024-02     -  no harvest

        Note: Of 2 months one is known.

        Caution: Dates may be missing.

        Rows: stemma sql "SELECT 1"
        """
    )
  }

  @Test func metricDefinition() {
    expect(
      Self.days,
      json: """
        {"metric":"days","scopes":["model"],"definition":"Days until something happens.",\
        "formula":"end - start","unit":"days","source":"Our own","cautions":["Dates may be \
        missing."]}
        """,
      rows: """
        | field | value |
        | --- | --- |
        | metric | days |
        | of | model |
        | definition | Days until something happens. |
        | formula | end - start |
        | unit | days |
        | source | Our own |
        | caution | Dates may be missing. |
        """,
      text: """
        days (of model)

        Days until something happens.

        Formula: end - start
        Unit:    days
        Source:  Our own
        Caution: Dates may be missing.
        """
    )
  }

  @Test func activity() {
    expect(
      Activity(
        scope: .model,
        subject: "a/base",
        released: "2024-01-01T00:00:00Z",
        until: "2024-03-01T00:00:00Z",
        filter: ActivityFilter(),
        repositories: 1,
        commitsKnown: 1,
        discussionsKnown: 0,
        months: [.init(month: "2024-01", commits: 3, contributors: 2, newcomers: 2)],
        measures: [taken],
        notes: ["One account has no name."]
      ),
      json: """
        {"subject":"a/base","scope":"model","released":"2024-01-01T00:00:00Z",\
        "until":"2024-03-01T00:00:00Z","since":null,"includes_bots":false,"includes_drafts":false,\
        "includes_mass_publishers":false,"repositories":1,"commits_known":1,"discussions_known":0,\
        "reason":null,"months":[{"month":"2024-01","commits":3,"discussions":null,\
        "pull_requests":null,"answers":null,"likes":null,"contributors":2,"newcomers":2}],\
        "metrics":[{"metric":"days","scope":"model","subject":"a/base","harvest":2,"value":1.5,\
        "unit":"days","points":[{"label":"2024-01","value":1,"note":null},{"label":"2024-02",\
        "value":null,"note":"no harvest"}],"reason":null,"notes":["Of 2 months one is known."],\
        "evidence":"SELECT 1"}],"notes":["One account has no name."]}
        """,
      rows: """
        | month | commits | discussions | pull\\_requests | answers | likes | contributors | \
        newcomers |
        | --- | --- | --- | --- | --- | --- | --- | --- |
        | 2024-01 | 3 |  |  |  |  | 2 | 2 |
        """,
      text: """
        Activity of model a/base: released 2024-01-01T00:00:00Z, known up to 2024-03-01T00:00:00Z

        MONTH    COMMITS  DISCUSSIONS  PULL_REQUESTS  ANSWERS  LIKES  CONTRIBUTORS  NEWCOMERS
        2024-01        3            -              -        -      -             2          2

        METRIC  VALUE  UNIT  THAT IS
        days      1.5  days  Of 2 months one is known.

        One account has no name.
        Details: stemma metrics run METRIC ID
        """
    )
  }

  @Test func looserLicenses() throws {
    let rule = try #require(LicenseRule.all.first { $0.id == "cc-nc" })
    expect(
      LooserLicenses(
        model: "a/base",
        descendants: 3,
        stated: 2,
        unjudged: 1,
        looser: 1,
        steps: [
          .init(
            hop: .init(
              id: "b/chat",
              isDataset: false,
              distance: 1,
              license: "mit",
              family: "permissive",
              finding: LicenseFinding(
                breaches: [
                  .init(rule: rule, parent: "a/base", origin: "a/base", license: "cc-by-nc-4.0")
                ]
              )
            ),
            models: 2
          )
        ],
        rules: [.init(rule: rule, steps: 1)]
      ),
      json: """
        {"model":"a/base","descendants":3,"stated":2,"not_judged":1,"looser":1,\
        "relation_by":["hub","declared","own"],\
        "rules":[{"rule":"cc-nc","condition":"non-commercial","source":"CC BY-NC 4.0 §2.a.1",\
        "steps":1}],"steps":[{"id":"b/chat","kind":"model","distance":1,"license":"mit",\
        "license_name":null,"license_link":null,"family":"permissive",\
        "finding":{"wording":"declared license looser than inherited","rules":[{"rule":"cc-nc",\
        "condition":"non-commercial","source":"CC BY-NC 4.0 §2.a.1","parent":"a/base",\
        "origin":"a/base","license":"cc-by-nc-4.0"}]},"reading":null,"inherited":null,"models":2}]}
        """,
      rows: """
        | distance | id | license | license\\_name | license\\_link | models | rules | from | \
        inherited |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        | 1 | b/chat | mit |  |  | 2 | cc-nc | a/base | cc-by-nc-4.0 |
        """,
      text: """
        Below a/base: declared license looser than inherited

        DISTANCE  ID      LICENSE  MODELS  RULES  FROM    INHERITED
               1  b/chat  mit           2  cc-nc  a/base  cc-by-nc-4.0

        STEPS  RULE   CONDITION       SOURCE
            1  cc-nc  non-commercial  CC BY-NC 4.0 §2.a.1

        First steps: 1, on the way to 1 of 3 descendants, 2 of which state a license; 1 of 3 was \
        not judged.
        Relations by the word of the Hub, else the card, else our own reading.
        """
    )
  }

  private static let days = MetricDefinition(
    "days",
    of: [.model],
    definition: "Days until something happens.",
    formula: "end - start",
    unit: "days",
    source: "Our own",
    cautions: ["Dates may be missing."]
  )

  private let taken: Measure = .init(
    definition: Self.days,
    scope: .model,
    subject: "a/base",
    harvest: 2,
    value: 1.5,
    points: [.init("2024-01", 1), .init("2024-02", nil, note: "no harvest")],
    notes: ["Of 2 months one is known."],
    evidence: "SELECT 1"
  )
}
