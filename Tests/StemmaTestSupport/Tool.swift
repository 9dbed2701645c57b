internal import Foundation

/// Programs of this machine.
package enum Tool {
  /// Debian's cron has a dry run; others take the letter for something else or for nothing.
  package static var checksCrontabs: Bool {
    isThere("crontab") && FileManager.default.fileExists(atPath: "/etc/debian_version")
  }

  package static func isThere(_ name: String) -> Bool {
    ["/usr/bin/", "/bin/", "/usr/sbin/"].contains { access($0 + name, X_OK) == 0 }
  }
}
