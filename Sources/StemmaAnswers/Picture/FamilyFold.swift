import StemmaCore

/// Which members of a picture are drawn, and what stands for the others.
///
/// The largest branches are drawn first, whatever they hang from, until there are `limit` models or
/// what they hang from has `branchLimit` of them. What hangs from each member is drawn from its first
/// branch on, so that one number for each member says all.
package struct FamilyFold: Sendable, Hashable {
  /// How many models a first drawing has.
  package static let limit = 60
  /// How many branches of one model it has.
  package static let branchLimit = 12

  /// How many branches of each member are drawn; none where it is not here.
  package private(set) var shown: [Int: Int] = [:]
  /// How many members are drawn, without parents outside the family.
  package private(set) var count = 1

  /// - Complexity: O(*n* log *n*) at most.
  package init(_ picture: FamilyPicture, limit: Int = limit, branchLimit: Int = branchLimit) {
    if let chosen = picture.chosen {
      self = chosen
      return
    }
    let members = picture.members
    // What may come next, the best last: the next branch of each member that is drawn.
    var next: [Int] = []
    func offer(_ branch: Int) {
      var (low, high) = (0, next.count)
      while low < high {
        let middle = (low + high) / 2
        if FamilyPicture.comes(branch, before: next[middle], in: members) {
          low = middle + 1
        } else {
          high = middle
        }
      }
      next.insert(branch, at: low)
    }
    if let first = members.first?.branches.first { offer(first) }
    while count < limit, let branch = next.popLast(), let home = members[branch].home {
      let place = shown[home, default: 0]
      shown[home] = place + 1
      count += 1
      if let first = members[branch].branches.first { offer(first) }
      if place + 1 < branchLimit, place + 1 < members[home].branches.count {
        offer(members[home].branches[place + 1])
      }
    }
    // A line that stands for one model takes as much room as the model.
    var open = members.isEmpty ? [] : [0]
    while let home = open.popLast() {
      let (branches, drawn) = (members[home].branches, shown[home] ?? 0)
      open += branches.prefix(drawn)
      if branches.count == drawn + 1, members[branches[drawn]].size == 1 {
        shown[home] = drawn + 1
        count += 1
      }
    }
  }

  /// Takes what was chosen before.
  init(shown: [Int: Int], count: Int) { (self.shown, self.count) = (shown, count) }

  /// A line of a drawing.
  package enum Line: Sendable, Hashable {
    /// A member; `depth` counts the steps from the model.
    case member(Int, depth: Int)
    /// What is left of the branches of `home`.
    case fold(FoldedBranches, depth: Int)
  }

  /// The lines from top to bottom: each member with what hangs from it below, and parents outside
  /// the family above the first that needs them.
  ///
  /// - Complexity: O(*n*).
  package func lines(of picture: FamilyPicture) -> [Line] {
    var lines: [Line] = []
    var placed: Set<Int> = []
    // What is to be drawn, the next one last: deep families are no matter for the stack.
    var open: [Line] = picture.members.isEmpty ? [] : [.member(0, depth: 0)]
    while let line = open.popLast() {
      guard case .member(let place, let depth) = line else {
        lines.append(line)
        continue
      }
      let member = picture.members[place]
      for other in member.others
      where picture.members[other.place].isOutside && placed.insert(other.place).inserted {
        lines.append(.member(other.place, depth: depth))
      }
      lines.append(line)
      let drawn = shown[place] ?? 0
      if let counted = picture.uncounted[place] {
        open.append(.fold(counted, depth: depth + 1))
      } else if drawn < member.branches.count {
        open.append(
          .fold(FoldedBranches(of: place, from: drawn, in: picture), depth: depth + 1)
        )
      }
      open += member.branches.prefix(drawn).reversed().map { .member($0, depth: depth + 1) }
    }
    return lines
  }
}

/// The branches of a member that are not drawn, in one line.
package struct FoldedBranches: Sendable, Hashable {
  /// Those that were made in one way.
  package struct Kind: Sendable, Hashable {
    package let relation: String?
    package let count: Int
  }

  /// The member they hang from.
  package let home: Int
  /// The models of these branches.
  package let count: Int
  /// How many were made how, the most frequent first; nil for those that nobody tells of.
  package let relations: [Kind]
  /// Their distinct owners.
  package let publishers: Int
  /// How many were made in each month, counted from January 1970.
  package let months: [Int: Int]

  /// - Complexity: O(*n*) for *n* models of these branches.
  init(of home: Int, from first: Int, in picture: FamilyPicture) {
    var (owners, relations): (Set<String>, [String?: Int]) = ([], [:])
    var (count, months) = (0, [Int: Int]())
    var open = Array(picture.members[home].branches.dropFirst(first))
    while let place = open.popLast() {
      let member = picture.members[place]
      open += member.branches
      count += 1
      relations[member.relation, default: 0] += 1
      if let owner = member.owner { owners.insert(owner.lowercased()) }
      if let month = member.node.createdAt.flatMap(Self.month) { months[month, default: 0] += 1 }
    }
    self.init(
      of: home,
      count: count,
      relations: relations,
      publishers: owners.count,
      months: months
    )
  }

  /// Takes what was counted before.
  init(
    of home: Int,
    count: Int,
    relations: [String?: Int],
    publishers: Int,
    months: [Int: Int]
  ) {
    (self.home, self.count, self.publishers, self.months) = (home, count, publishers, months)
    self.relations = relations.map { Kind(relation: $0.key, count: $0.value) }
      .sorted { ($1.count, $0.relation ?? "~") < ($0.count, $1.relation ?? "~") }
  }

  static func month(_ date: String) -> Int? {
    guard let year = Int(date.prefix(4)), let month = Int(date.dropFirst(5).prefix(2)) else {
      return nil
    }
    return (year - 1970) * 12 + month - 1
  }

  /// As in "41,443 more: adapters by 20,100 publishers".
  package var text: String {
    let first = relations.prefix(3)
    let rest = relations.dropFirst(3).map(\.count).reduce(0, +)
    let kinds =
      first.count == 1
      ? [Self.plural(of: first[0].relation, count)]
      : first.map { "\(Self.number($0.count)) \(Self.plural(of: $0.relation, $0.count))" }
        + (rest > 0 ? ["\(Self.number(rest)) other\(rest == 1 ? "" : "s")"] : [])
    return "\(Self.number(count)) more: \(kinds.joined(separator: ", ")) by "
      + "\(Self.number(publishers)) publisher\(publishers == 1 ? "" : "s")"
  }

  /// With commas between thousands.
  package static func number(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    let grouped = digits.enumerated().map { place, digit in
      (place > 0 && (digits.count - place).isMultiple(of: 3) ? "," : "") + String(digit)
    }
    return (number < 0 ? "-" : "") + grouped.joined()
  }

  private static func plural(of relation: String?, _ count: Int) -> String {
    switch relation {
    case "quantized"?: "quantized"
    case "finetune"?, "adapter"?, "merge"?: (relation ?? "") + (count == 1 ? "" : "s")
    case let other?: TerminalText.inert(other)
    case nil: "not stated"
    }
  }
}
