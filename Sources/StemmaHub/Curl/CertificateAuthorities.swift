internal import Foundation
internal import StemmaCore

/// The certificate authorities whom a connection trusts in place of the machine's own.
///
/// A proxy that looks into connections, and a mirror inside a company, have an authority of their own.
package struct CertificateAuthorities: Sendable, Hashable {
  /// A file in PEM, or a folder as OpenSSL's `rehash` makes it.
  package let path: String
  let isFolder: Bool

  /// Trusts the authorities of a file or folder.
  package init(path: String) {
    self.path = path
    var isFolder: ObjCBool = false
    _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    self.isFolder = isFolder.boolValue
  }

  /// Trusts those of `file`, else of the first of `CURL_CA_BUNDLE`, `SSL_CERT_FILE` and
  /// `REQUESTS_CA_BUNDLE` that is set; nil where none is.
  ///
  /// - Throws: ``HubError/Code/unreadableCertificates(_:)`` when it cannot be read, or holds none.
  package init?(named file: String?, environment: [String: String]) throws(HubError) {
    let named = Self.variables.compactMap { name in environment[name].map { (name, $0) } }
    let all = (file.map { [("--ca-file", $0)] } ?? []) + named.filter { !$0.1.isEmpty }
    guard let (place, path) = all.first else { return nil }
    self.init(path: path)
    if let reason = isFolder ? Self.lack(ofFolder: path) : Self.lack(ofFile: path) {
      throw HubError(.unreadableCertificates("\(path), which \(place) names: \(reason)"))
    }
  }

  /// Why a file names no authority; nil when it does.
  private static func lack(ofFile path: String) -> String? {
    if let reason = FileReason.againstReading(path) { return reason }
    do {
      let text = try UserFile.bytes(of: path, atMost: longest)
      return text.range(of: Data("CERTIFICATE-----".utf8)) == nil
        ? "there is no certificate in it, as PEM writes them" : nil
    } catch {
      return error.reason
    }
  }

  /// Why a folder names no authority; nil when it does.
  private static func lack(ofFolder path: String) -> String? {
    if let reason = FileReason.againstListing(path) { return reason }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    // Eight hexadecimal digits of a hash, and a number.
    let isThere = names.contains { name in
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      return parts.count == 2 && parts[0].utf8.count == 8 && parts[0].allSatisfy(\.isHexDigit)
        && Int(parts[1]) != nil
    }
    return isThere ? nil : "there is no certificate in it, as `openssl rehash` names them"
  }

  /// A machine's own list has a quarter of a megabyte.
  private static let longest = 64 << 20

  private static let variables = ["CURL_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"]
}
