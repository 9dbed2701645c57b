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

  /// Of a large family the choice was made when it was read.
  ///
  /// - Complexity: O(*n* log *n*) at most.
  package init(_ picture: FamilyPicture) {
    if let large = picture.large {
      self.init(shown: large.shown, count: large.drawn)
    } else {
      self.init(of: WholeBranches(members: picture.members))
    }
  }

  /// What is at hand of a picture: its `limit` largest branches, whatever they hang from, and all that its
  /// first drawing shows.
  ///
  /// - Complexity: O(*n* log *n*) at most.
  package init(holding limit: Int, of picture: FamilyPicture) {
    self.init(of: WholeBranches(members: picture.members), limit, .max - 1)
    add(FamilyFold(picture))
  }

  private init(shown: [Int: Int], count: Int) { (self.shown, self.count) = (shown, count) }

  /// Draws what another draws as well.
  mutating func add(_ other: FamilyFold) {
    shown.merge(other.shown) { max($0, $1) }
    count = 1 + shown.values.reduce(0, +)
  }

  /// Chooses among branches that are asked for as they are met, from `top` on.
  ///
  /// - Complexity: O(*k* log *k*) for *k* members that are drawn, but for what the branches take.
  init<Branches: BranchOrder>(
    of branches: Branches,
    _ limit: Int = limit,
    _ branchLimit: Int = branchLimit,
    below top: Int = 0,
    atTop topLimit: Int? = nil
  ) throws(Branches.Failure) {
    func most(of home: Int) -> Int { home == top ? topLimit ?? branchLimit : branchLimit }
    // What may come next, the best last: the next branch of each member that is drawn.
    var next: [(branch: Int, home: Int)] = []
    func offer(_ branch: Int, of home: Int) throws(Branches.Failure) {
      var (low, high) = (0, next.count)
      while low < high {
        let middle = (low + high) / 2
        if try branches.comes(branch, before: next[middle].branch) {
          low = middle + 1
        } else {
          high = middle
        }
      }
      next.insert((branch, home), at: low)
    }
    if let first = try branches.branches(of: top, most(of: top) + 1).first {
      try offer(first, of: top)
    }
    while count < limit, let (branch, home) = next.popLast() {
      let place = shown[home, default: 0]
      shown[home] = place + 1
      count += 1
      if let first = try branches.branches(of: branch, branchLimit + 1).first {
        try offer(first, of: branch)
      }
      let all = try branches.branches(of: home, most(of: home) + 1)
      if place + 1 < most(of: home), place + 1 < all.count { try offer(all[place + 1], of: home) }
    }
    // A line that stands for one model takes as much room as the model.
    var open = [top]
    while let home = open.popLast() {
      let (all, drawn) = (try branches.branches(of: home, most(of: home) + 1), shown[home] ?? 0)
      open += all.prefix(drawn)
      if all.count == drawn + 1, try branches.count(of: home) == all.count,
        branches.size(of: all[drawn]) == 1
      {
        shown[home] = drawn + 1
        count += 1
      }
    }
  }

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
      if let large = picture.large {
        if let folded = large.folded[place] { open.append(.fold(folded, depth: depth + 1)) }
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

/// The branches of members, by numbers of which 0 is the model.
protocol BranchOrder<Failure> {
  associatedtype Failure: Error
  /// The first branches of a member, at least `count` of them where it has as many.
  func branches(of member: Int, _ count: Int) throws(Failure) -> [Int]
  /// How many branches a member has.
  func count(of member: Int) throws(Failure) -> Int
  /// The members of a branch.
  func size(of branch: Int) -> Int
  /// Whether one branch is drawn before another.
  func comes(_ one: Int, before other: Int) throws(Failure) -> Bool
}

/// The branches of a picture that has all members.
private struct WholeBranches: BranchOrder {
  typealias Failure = Never

  let members: [FamilyPicture.Member]

  // A picture may be empty.
  func branches(of member: Int, _: Int) -> [Int] {
    members.isEmpty ? [] : members[member].branches
  }
  func count(of member: Int) -> Int { branches(of: member, 0).count }
  func size(of branch: Int) -> Int { members[branch].size }
  func comes(_ one: Int, before other: Int) -> Bool {
    FamilyPicture.comes(one, before: other, in: members)
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
  /// How many branches of it stand before these.
  package let first: Int
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
    self.init(of: home, from: first, count, relations, publishers: owners.count, months: months)
  }

  /// Takes what was counted.
  init(
    of home: Int,
    from first: Int,
    _ count: Int,
    _ relations: [String?: Int],
    publishers: Int,
    months: [Int: Int]
  ) {
    (self.home, self.first) = (home, first)
    (self.count, self.publishers, self.months) = (count, publishers, months)
    self.relations = relations.map { Kind(relation: $0.key, count: $0.value) }
      .sorted { ($1.count, $0.relation ?? "~") < ($0.count, $1.relation ?? "~") }
  }

  /// The month of a date, counted from January 1970.
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
