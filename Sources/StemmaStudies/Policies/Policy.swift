/// What somebody allows of a model and of everything that it was made from.
package struct Policy: Sendable, Hashable {
  /// Names that are allowed and names that are refused.
  package struct Choice: Sendable, Hashable {
    /// Empty where every name is allowed that is not refused.
    package var allowed: [String] = []
    package var refused: [String] = []

    package init(allowed: [String] = [], refused: [String] = []) {
      self.allowed = allowed
      self.refused = refused
    }
  }

  /// What is done about a license that no card states.
  package enum Unstated: String, Sendable, CaseIterable {
    case refuse, allow
    /// A copy is under the license of what it is a copy of; without one, it is refused.
    case inherit
  }

  /// What is asked of licenses.
  package struct Licenses: Sendable, Hashable {
    /// Ids of the Hub, or names of families.
    package var choice = Choice()
    /// The names that are allowed where a card says `other`.
    package var others: [String] = []
    package var unstated = Unstated.refuse
    /// Whether the datasets' licenses are looked at as well.
    package var coversDatasets = true
    /// Whether a declared license may not be looser than inherited.
    package var refusesLooser = false
  }

  /// What is asked of the countries of owners, which the policy names itself: the Hub knows none.
  package struct Countries: Sendable, Hashable {
    /// The country of each owner, by its name in small letters.
    package var ofOwners: [String: String] = [:]
    package var choice = Choice()
    package var refusesUnknown = false
  }

  /// The file's name, as it was given.
  package var file: String
  package var name: String
  package var licenses: Licenses?
  package var refusesGated = false
  package var refusesGhosts = false
  package var refusesGone = false
  package var owners = Choice()
  package var countries = Countries()
  /// The least and the most days since a model was made.
  package var leastDays: Int?
  package var mostDays: Int?
  /// What must be known: `license`, `commit`, `created_at`, `parents`.
  package var evidence: [Evidence] = []
  /// The most days since a harvest met it.
  package var evidenceDays: Int?
  /// The line of the file in which each part begins, by its key.
  package var lines: [String: Int] = [:]

  /// What can be required to be known.
  package enum Evidence: String, Sendable, CaseIterable {
    case license, commit, parents
    case created = "created_at"
  }

  package init(file: String, name: String) {
    self.file = file
    self.name = name
  }
}

/// A policy that cannot be read, in one line.
package struct PolicyError: Error, CustomStringConvertible {
  package let description: String
}
