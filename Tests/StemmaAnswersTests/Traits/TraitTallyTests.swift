import StemmaAnswers
import Testing

/// Mutation and drift by hand. Values: 0, 1, 2 …
@Suite struct TraitTallyTests {
  private func tally(_ edges: (parent: [Int32], child: [Int32])...) -> TraitTally {
    var tally = TraitTally()
    for edge in edges { tally.add(parent: edge.parent, child: edge.child, relation: "finetune") }
    return tally
  }

  private func mutations(_ tally: TraitTally) -> [String] {
    tally.mutations.map { "\($0.from)>\($0.to):\($1)" }.sorted()
  }

  @Test func rateTheShareOfValuesThatChange() {
    #expect(tally(([0], [0])).all.mean == 0)
    #expect(tally(([0], [1])).all.mean == 1)
    #expect(tally(([0, 1], [1, 2])).all.mean == 2.0 / 3)
    #expect(tally(([0, 1, 2], [1])).all.mean == 2.0 / 3)
    #expect(tally(([0], [0]), ([0], [1]), ([0, 1], [1])).all.mean == 0.5)
  }

  @Test func leaveOutEdgesThatDoNotStateIt() {
    #expect(tally(([], [0]), ([0], []), ([], [])).all == TraitTally().all)
    #expect(TraitTally().all.mean == nil)
  }

  @Test func pairEveryDroppedValueWithTheChildAndEveryAddedOneWithTheParent() {
    #expect(mutations(tally(([0], [1]))) == ["0>1:1"])
    #expect(mutations(tally(([0, 1], [1, 2]))) == ["0>1:1", "0>2:1", "1>2:1"])
    #expect(mutations(tally(([0, 1, 2], [1]))) == ["0>1:1", "2>1:1"])
    #expect(mutations(tally(([1], [1, 2, 3]))) == ["1>2:1", "1>3:1"])
    #expect(mutations(tally(([0, 1], [0, 1]))) == [])
    #expect(mutations(tally(([0], [1]), ([0], [1]), ([1], [0]))) == ["0>1:2", "1>0:1"])
  }

  @Test func countByRelation() {
    var tally = TraitTally()
    tally.add(parent: [0], child: [1], relation: "merge")
    tally.add(parent: [0], child: [0], relation: "merge")
    tally.add(parent: [0], child: [1], relation: nil)
    #expect(tally.byRelation["merge"]?.edges == 2)
    #expect(tally.byRelation["merge"]?.changed == 1)
    #expect(tally.byRelation["merge"]?.mean == 0.5)
    #expect(tally.byRelation[nil]?.mean == 1)
    #expect(tally.uses == [0: 4, 1: 2])
  }
}
