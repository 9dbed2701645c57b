/// Which datasets synthetic models name, with the shares of the real Hub.
///
/// Source: 229,630 uses of 30,298 names in July 2025, counted from the notebooks of Laufer,
/// Oderinwale and Kleinberg (bendlaufer/ai-ecosystem at 9d172b3): the first name has 2.2 % of all
/// uses, ten have 9.8 %, a hundred 30.6 %, 303 have 46.8 %; 60.9 % of the names are used once, and
/// a quarter of the uses name a dataset without its owner.
enum SyntheticDatasets {
  /// A dataset's rank, from 0, in a Hub of so many models.
  static func rank(_ draw: inout Draw, models: Int) -> Int {
    let share = draw.unit()
    // A larger Hub has more names that are used once or twice, and a head of the same shape.
    let growth = max(1, Double(models) / 1_860_411)
    var (lowRank, lowShare) = (1.0, 0.0)
    for (rank, upTo) in points {
      let highRank = rank > 2728 ? rank * growth : rank
      if share < upTo {
        let place = (share - lowShare) / (upTo - lowShare)
        return Int(lowRank * power(highRank / lowRank, place)) - 1
      }
      (lowRank, lowShare) = (highRank, upTo)
    }
    return Int(lowRank) - 1
  }

  /// Up to which rank, from 1, which share of the uses goes; between two, evenly over the ranks'
  /// logarithms.
  ///
  /// The last part is wider than the names it stands for, for many of its ranks are never drawn.
  private static let points: [(rank: Double, upTo: Double)] = [
    (2, 0.022), (11, 0.098), (101, 0.306), (304, 0.468), (2728, 0.78), (11_847, 0.88),
    (60_000, 1),
  ]

  /// Appends a dataset's name.
  static func write(rank: Int, to text: inout SyntheticText) {
    if rank < heads.count {
      text.put(heads[rank])
    } else if rank % 5 == 0 {
      text.put("set-")
      text.put(rank)
    } else {
      text.put("data-lab-")
      text.put(rank % 997)
      text.put("/set-")
      text.put(rank)
    }
  }

  /// The rank of one of the best known datasets.
  static func headRank(named name: String) -> Int? {
    heads.indices.first { !isBare(rank: $0) && name == "\(heads[$0])" }
  }

  /// Whether the name is no dataset of the Hub: a loader's, or one that lacks its owner.
  static func isBare(rank: Int) -> Bool {
    rank < heads.count ? rank == 0 || rank == 2 || rank == 5 : rank % 5 == 0
  }

  private static let heads: [StaticString] = [
    "imagefolder", "nyu-mll/glue", "generator", "rajpurkar/squad", "dair-ai/emotion",
    "imagenet-1k", "mozilla-foundation/common_voice_11_0", "mozilla-foundation/common_voice_7_0",
    "stanfordnlp/imdb", "wikimedia/wikipedia",
  ]
}
