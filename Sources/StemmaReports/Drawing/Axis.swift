internal import Foundation
import StemmaCore

/// Where labels stand along an axis, and which of them are written.
struct AxisLabels {
  private let labels: [String]

  init(_ labels: [String]) { self.labels = labels }

  /// Places from 0 to 1: by time for days and spans of days, otherwise evenly.
  var places: [Double] {
    let times = labels.compactMap(Self.time)
    guard times.count == labels.count, let first = times.first, let last = times.last, last > first
    else {
      return labels.indices.map { labels.count < 2 ? 0.5 : Double($0) / Double(labels.count - 1) }
    }
    return times.map { ($0 - first) / (last - first) }
  }

  /// The labels to write, with their indexes, at `positions` in the drawing.
  ///
  /// Of more than a year and a half of months only the years are written. What would overlap its
  /// neighbour is left out.
  func written(at positions: [Double]) -> [(index: Int, text: String)] {
    let isLong = labels.count > 18 && labels.allSatisfy(Self.isMonth)
    var end = -Double.infinity
    return labels.indices.compactMap { index in
      if isLong, !labels[index].hasSuffix("-01") { return nil }
      let text = isLong ? String(labels[index].prefix(4)) : labels[index]
      let half = TextWidth.of(text) / 2
      guard positions[index] - half > end + 6 else { return nil }
      end = positions[index] + half
      return (index, text)
    }
  }

  private static func isMonth(_ label: String) -> Bool {
    label.wholeMatch(of: /[0-9]{4}-[0-9]{2}/) != nil
  }

  private static func time(_ label: String) -> Double? {
    if let span = label.wholeMatch(of: /([0-9]{1,6}) days/) { return Double(span.1) }
    guard label.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}/) != nil else { return nil }
    return Timestamp.secondsSince1970(in: label).map(Double.init)
  }
}

/// How wide texts are in the letters of a drawing, about.
enum TextWidth {
  /// A letter of usual width.
  private static let letter = 6.4

  static func of(_ text: String) -> Double {
    Double(TerminalText.width(TerminalText.inert(text))) * letter
  }

  /// The beginning of `text` that fits `width`, with a sign where something is left out.
  static func fitting(_ text: String, width: Double) -> String {
    let text = TerminalText.inert(text)
    guard of(text) > width else { return text }
    // A drawing has hundreds of labels: the width of what is kept is added up, and not measured anew.
    var (kept, columns) = ("", TerminalText.width("…"))
    for character in text {
      columns += TerminalText.width(String(character))
      guard Double(columns) * letter <= width else { break }
      kept.append(character)
    }
    return kept + "…"
  }
}

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
