internal import CSQLite

/// The SQLite that this program runs with.
package enum SQLiteLibrary {
  /// Its version, such as `3.40.1`.
  package static var version: String { String(cString: sqlite3_libversion()) }

  /// Whether it knows the STRICT tables and the window functions that the cache needs: 3.37 or newer.
  package static var isNewEnough: Bool { sqlite3_libversion_number() >= 3_037_000 }
}
