/// The version of Stemma, as it names itself to the Hub and in the cache.
public enum Version {
  /// Major, minor and patch.
  public static let text = "0.2.0"
}
