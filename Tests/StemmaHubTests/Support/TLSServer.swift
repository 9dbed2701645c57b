import Foundation

/// An HTTP/2 server behind TLS with a certificate nobody has signed, through Node and OpenSSL.
final class TLSServer {
  /// Whether this machine has what it takes.
  static let isPossible = ["/usr/bin/node", "/usr/bin/openssl"].allSatisfy {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  let certificate: String
  let url: String
  private let folder: URL
  private let node = Process()
  // The server lives as long as this end of its standard input is open.
  private let lifeline = Pipe()

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    certificate = folder.appending(path: "cert.pem").path
    let key = folder.appending(path: "key.pem").path
    let openssl = Process()
    openssl.executableURL = URL(filePath: "/usr/bin/openssl")
    openssl.arguments = [
      "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate,
      "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
    ]
    openssl.standardError = FileHandle.nullDevice
    try openssl.run()
    openssl.waitUntilExit()
    let output = Pipe()
    node.executableURL = URL(filePath: "/usr/bin/node")
    node.arguments = ["-e", Self.script, key, certificate]
    node.standardInput = lifeline
    node.standardOutput = output
    try node.run()
    let port = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    url = "https://127.0.0.1:" + port.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  deinit {
    try? lifeline.fileHandleForWriting.close()
    node.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }

  private static let script = """
    const fs = require('fs'), [key, cert] = process.argv.slice(1).map(f => fs.readFileSync(f));
    const server = require('http2').createSecureServer({ key, cert, allowHTTP1: true },
      (request, reply) => setTimeout(() => reply.end(request.httpVersion + request.url), 20));
    server.listen(0, '127.0.0.1', () => console.log(server.address().port));
    process.stdin.on('end', () => process.exit()).resume();
    """
}
