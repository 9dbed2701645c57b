/// What a license asks of those who pass on a derivative: a closed set, ours.
public enum CarriedCondition: String, Sendable, CaseIterable {
  /// No commercial use.
  case nonCommercial = "non-commercial"
  /// Adaptations are not passed on at all.
  case noDerivatives = "no derivatives"
  /// Derivatives stay under the same or a compatible license.
  case shareAlike = "share-alike"
  /// Derivatives are passed on under this license only.
  case sameLicense = "derivatives keep this license"
  /// A list of excluded uses binds those who come after.
  case useRestrictions = "use restrictions passed on"
  /// A policy on acceptable use binds those who come after.
  case acceptableUse = "acceptable use policy passed on"
  /// The derivative's name begins with a given word.
  case namePrefix = "name prefix"
  /// Who receives the derivative receives the agreement.
  case agreement = "agreement passed on"
  /// Credit and notices are kept.
  case attribution = "attribution"
}
