import StemmaStudies
import StemmaTrialSupport
import Testing

/// Each claim has the worlds that its header calls for.
@Suite struct ClaimPairTests {
  /// Claims that no data contradict, and why: what is counted is a lower bound.
  private static let neverContradicted = [
    "T1": "130 or fewer leave it undetermined: use may be undeclared",
    "T3": "datasets may be used by models that do not name them",
    "E2": "the dataset may be used by models that do not name it",
    "E3": "datasets may be used by models that do not name them",
    "E4": "the datasets may stand elsewhere, or state no license",
    "P15": "datasets may be used by models that do not name them",
  ]

  private static let verdicts = Dictionary(grouping: ClaimWorld.all, by: \.claim)
    .mapValues { Set($0.map(\.verdict)) }

  private static func testable() throws -> [Claim] {
    try ClaimWorld.folder.claims().filter { $0.rule.test != .no && $0.rule.supported != nil }
  }

  /// Whether a bound or the query can contradict it.
  private static func canBeContradicted(_ claim: Claim) -> Bool {
    claim.rule.contradicted != nil || claim.sql.contains("'contradicted: ")
  }

  @Test func everyTestableClaimHasAPairOfWorlds() throws {
    for claim in try Self.testable() {
      let found = Self.verdicts[claim.id] ?? []
      #expect(found.contains(.supported), "\(claim.id)")
      #expect(found.contains(.undetermined), "\(claim.id)")
      if Self.neverContradicted[claim.id] == nil {
        #expect(found.contains(.contradicted), "\(claim.id)")
      } else {
        #expect(!found.contains(.contradicted), "\(claim.id)")
      }
    }
  }

  @Test func whatIsNeverContradictedIsALowerBound() throws {
    let never = try Self.testable().filter { !Self.canBeContradicted($0) }
    #expect(Set(never.map(\.id)) == Set(Self.neverContradicted.keys))
    for claim in never {
      #expect(claim.rule.bias == .lower, "\(claim.id)")
      #expect(claim.rule.otherwise == .undetermined, "\(claim.id)")
      for value in [0, 1, 6, 130] {
        let verdict = claim.rule.judge(Double(value), hint: nil, gaps: []).verdict
        #expect(verdict != .contradicted && verdict != .mixed, "\(claim.id) at \(value)")
      }
    }
  }

  /// Unless it is the mere opposite of what supports it.
  @Test func everyBoundSaysWhatContradicts() throws {
    let opposites: Set = ["P2", "C28", "C29"]
    for claim in try Self.testable() where Self.canBeContradicted(claim) {
      #expect(claim.bound.contains("contradicted") != opposites.contains(claim.id), "\(claim.id)")
    }
  }

  @Test func whatIsOnlyDescribedSaysSo() throws {
    let described = try ClaimWorld.folder.claims()
      .filter { $0.rule.test != .no && $0.rule.supported == nil }
    #expect(described.map(\.id).sorted() == ["C35", "T4"])
    for claim in described {
      #expect(claim.bound == "none: descriptive", "\(claim.id)")
      #expect(claim.rule.reason?.hasPrefix("descriptive: ") == true, "\(claim.id)")
      #expect(claim.rule.contradicted == nil, "\(claim.id)")
      #expect(Self.verdicts[claim.id] == [.undetermined], "\(claim.id)")
      for value in [0, 0.5, 1] {
        let judgement = claim.rule.judge(value, hint: nil, gaps: [])
        #expect(judgement.verdict == .undetermined && judgement.reason == claim.rule.reason)
      }
    }
  }

  @Test func noWorldIsOfAClaimThatIsNotTested() throws {
    let tested = try ClaimWorld.folder.claims().filter { $0.rule.test != .no }.map(\.id)
    #expect(Set(Self.verdicts.keys) == Set(tested))
  }
}
