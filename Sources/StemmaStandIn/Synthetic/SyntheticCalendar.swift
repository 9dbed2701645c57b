/// When the models of a synthetic Hub were made and last changed, in seconds since 1970.
///
/// Creation follows the public counts of the real Hub from 2022 to August 2026, with its spike on
/// the floor date, scaled to the number of models.
struct SyntheticCalendar {
  let options: SyntheticOptions

  /// The floor date of the real Hub: 2022-03-02T23:29:04Z.
  static let floor: Int64 = 1_646_263_744
  /// The moment at which the Hub without changes is seen: 2026-09-01T00:00:00Z.
  static let present: Int64 = 1_788_220_800

  /// Public models by date.
  private static let counts: [(second: Int64, models: Double)] = [
    (floor, 31_000), (1_672_358_400, 108_473), (1_697_328_000, 348_181),
    (1_704_067_200, 450_208), (1_718_409_600, 681_682), (1_725_148_800, 880_000),
    (1_727_222_400, 1_000_000), (1_730_332_800, 1_110_000), (1_734_220_800, 1_202_732),
    (1_752_278_400, 1_860_411), (1_760_486_400, 2_126_833), (1_767_225_600, 2_264_880),
    (1_787_356_800, 3_012_377),
  ]

  /// The creation of a model; models are numbered in the order of creation.
  func creation(of index: Int) -> Int64 {
    let total = Self.counts[Self.counts.count - 1].models
    let place = (Double(index) + 0.5) / Double(options.models) * total
    guard let knot = Self.counts.firstIndex(where: { $0.models > place }), knot > 0 else {
      return Self.floor
    }
    let (before, after) = (Self.counts[knot - 1], Self.counts[knot])
    let share = (place - before.models) / (after.models - before.models)
    return before.second + Int64(share * Double(after.second - before.second))
  }

  /// The last change of a model: mostly soon after its creation.
  func lastChange(of index: Int) -> Int64 {
    if let turn = options.turnOfChange(of: index) {
      return Self.present + 1 + Int64(turn) * 86_000 / Int64(options.changes)
    }
    var draw = Draw(options.seed, .dates, index)
    let created = creation(of: index)
    let hours = draw.happens(0.6) ? draw.unit() * 12 : power(draw.unit(), 4) * 24 * 700
    let change = created + Int64(hours * 3600)
    // What would come later is spread over the model's life: no day has more than its share.
    guard change > Self.present else { return change }
    return created + Int64(draw.unit() * Double(Self.present - created))
  }
}
