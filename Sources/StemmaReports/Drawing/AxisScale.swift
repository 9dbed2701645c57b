internal import Foundation

/// Round numbers along an axis that hold all values, zero included.
struct AxisScale: Equatable {
  let bottom, top, step: Double

  /// About four steps; whole ones when all values are whole.
  init(_ values: [Double]) {
    let least = min(0, values.min() ?? 0)
    let most = max(0, values.max() ?? 0)
    let isWhole = values.allSatisfy { $0 == $0.rounded() }
    let rough = max(most - least, isWhole ? 4 : 1e-9) / 4
    let power = pow(10, floor(log10(rough)))
    let nice = [1, 2, 5, 10].map { $0 * power }.first { $0 >= rough * 0.999 } ?? rough
    step = isWhole ? max(1, nice) : nice
    bottom = Self.clean((least / step).rounded(.down) * step)
    top = Self.clean(max(bottom + step, (most / step).rounded(.up) * step))
  }

  /// The numbers from bottom to top.
  var ticks: [Double] {
    let count = Int(((top - bottom) / step).rounded())
    return (0...max(0, count)).map { place in
      Self.clean(bottom + Double(place) * step)
    }
  }

  /// 0.3 for 3 * 0.1, which is a little more.
  private static func clean(_ tick: Double) -> Double { (tick * 1e9).rounded() / 1e9 }

  /// Where a value stands between bottom, 0, and top, 1.
  func share(of value: Double) -> Double { (value - bottom) / (top - bottom) }
}
