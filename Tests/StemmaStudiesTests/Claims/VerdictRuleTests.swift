import StemmaStudies
import Testing

@Suite struct VerdictRuleTests {
  private static func rule(
    _ supported: String?,
    _ contradicted: String? = nil,
    bias: Bias = .either,
    test: VerdictRule.Test = .yes
  ) -> VerdictRule {
    VerdictRule(
      test: test,
      supported: supported.flatMap(Bound.init),
      contradicted: contradicted.flatMap(Bound.init),
      otherwise: contradicted == nil ? .undetermined : .mixed,
      bias: bias,
      reason: "no way"
    )
  }

  @Test(arguments: [
    (rule(">= 10", "<= 4"), 10, Verdict.supported), (rule(">= 10", "<= 4"), 4, .contradicted),
    (rule(">= 10", "<= 4"), 7, .mixed), (rule("> 130", bias: .lower), 131, .supported),
    (rule("> 130", bias: .lower), 130, .undetermined),
    (rule("> 130", bias: .lower), 0, .undetermined),
    (rule("> 130", "<= 130", bias: .lower), 3, .undetermined),
    (rule("<= 20", "> 20", bias: .lower), 3, .undetermined),
    (rule("<= 20", "> 20", bias: .lower), 30, .contradicted),
    (rule(">= 66", bias: .upper), 70, .undetermined),
    (rule(">= 2090000, <= 2310000", "> 2310000", bias: .lower), 2_200_000, .supported),
    (rule(">= 2090000, <= 2310000", "> 2310000", bias: .lower), 2_400_000, .contradicted),
    (rule(nil), 5, .undetermined), (rule(">= 1", test: .no), 5, .notTestable),
    (rule(">= 1"), Double.nan, .undetermined),
  ])
  func followsFromTheValue(rule: VerdictRule, value: Double, verdict: Verdict) {
    #expect(rule.judge(value, hint: nil, gaps: []).verdict == verdict)
  }

  @Test func nothingIsDecidedWithoutAValueOrWithAGap() {
    let rule = Self.rule(">= 0", "< 0")
    #expect(rule.judge(nil, hint: nil, gaps: []).verdict == .undetermined)
    #expect(rule.judge(5, hint: nil, gaps: ["no cards"]) == Judgement(.undetermined, "no cards"))
  }

  @Test func aHintGoesBeforeTheBounds() {
    let rule = Self.rule(">= 0", "< 0")
    let hint = VerdictHint("mixed: only so")
    #expect(rule.judge(5, hint: hint, gaps: []) == Judgement(.mixed, "only so"))
    #expect(VerdictHint("supported: trust me") == nil)
    #expect(VerdictHint("mixed") == nil)
  }

  @Test(arguments: ["", "10", ">= x", ">=10", "=> 10", ">= 10 <= 20", ">= nan", ">= inf"])
  func isNoBound(text: String) { #expect(Bound(text) == nil) }
}
