internal import Foundation

/// Steele, Lea and Flood's generator: small, and the same everywhere.
package struct SplitMix64: RandomNumberGenerator {
  package var state: UInt64

  package init(state: UInt64) { self.state = state }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}

/// Seeds of what tests draw at random: those of the environment's `STEMMA_SEED`, or others each run.
///
/// `STEMMA_ROUNDS` in the environment gives that many times as many, for a nightly run.
package func seeds(_ count: Int, of what: String) -> some Sequence<UInt64> {
  let environment = ProcessInfo.processInfo.environment
  let first =
    environment["STEMMA_SEED"].flatMap { UInt64($0) }
    ?? UInt64.random(in: 0...UInt64(UInt32.max))
  let rounds = environment["STEMMA_ROUNDS"].flatMap { UInt64($0) } ?? 1
  print("\(what) start at STEMMA_SEED=\(first)")
  return (0..<UInt64(count) * max(1, min(rounds, 1000))).lazy.map { first &+ $0 }
}
