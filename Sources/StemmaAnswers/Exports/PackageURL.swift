/// Package URLs of type `huggingface`.
enum PackageURL {
  /// `pkg:huggingface/owner/name@commit`; the commit is left out where it is not known.
  static func text(of name: String, commit: String? = nil) -> String {
    let parts = name.split(separator: "/", maxSplits: 1).map { encoded($0) }
    let version = commit.map { "@" + encoded($0.lowercased()) } ?? ""
    return "pkg:huggingface/" + parts.joined(separator: "/") + version
  }

  private static func encoded(_ text: some StringProtocol) -> String {
    text.utf8.reduce(into: "") { encoded, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "-"), UInt8(ascii: "~"):
        encoded.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        encoded += (byte < 16 ? "%0" : "%") + String(byte, radix: 16, uppercase: true)
      }
    }
  }
}
