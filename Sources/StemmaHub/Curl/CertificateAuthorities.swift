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
  /// - Throws: ``HubError/Code/unreadableCertificates(_:)`` when it cannot be read.
  package init?(named file: String?, environment: [String: String]) throws(HubError) {
    let named = Self.variables.compactMap { name in environment[name].map { (name, $0) } }
    let all = (file.map { [("--ca-file", $0)] } ?? []) + named.filter { !$0.1.isEmpty }
    guard let (place, path) = all.first else { return nil }
    self.init(path: path)
    let reason = isFolder ? FileReason.againstListing(path) : FileReason.againstReading(path)
    if let reason {
      throw HubError(.unreadableCertificates("\(path), which \(place) names: \(reason)"))
    }
  }

  private static let variables = ["CURL_CA_BUNDLE", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"]
}
