internal import StemmaCore

extension World {
  /// The world that ships with the project: the studied families, true where their lines do not
  /// say that a value is invented.
  package static func demo() throws(StandInError) -> World {
    try World(lines: demoLines())
  }

  /// How many of the demo's repositories carry values that are invented, and how many such values
  /// there are.
  package static func inventedInDemo() -> (repos: Int, values: Int) {
    let reader = JSONReader()
    let invented = demoLines().compactMap { line in
      (try? reader.value(Array(line.utf8)))?["invented"]?.array?.count
    }
    return (invented.count, invented.reduce(0, +))
  }

  private static func demoLines() -> [String] {
    Shipped.files.filter { $0.path.hasPrefix("demo/") }
      .flatMap { $0.text.split(whereSeparator: \.isNewline).map(String.init) }
  }
}
