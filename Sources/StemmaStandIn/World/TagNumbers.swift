/// Tags as numbers: a world repeats few texts very often.
struct TagNumbers: Sendable {
  typealias ID = UInt32

  private(set) var names: [String] = []
  private var numbers: [String: ID] = [:]

  func number(of name: String) -> ID? { numbers[name] }

  mutating func number(adding name: String) -> ID {
    if let number = numbers[name] { return number }
    let number = ID(names.count)
    names.append(name)
    numbers[name] = number
    return number
  }
}
