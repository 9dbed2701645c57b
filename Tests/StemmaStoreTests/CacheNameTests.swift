import Foundation
import StemmaTestSupport
import Testing

@testable import StemmaStore

/// One cache is one file with one lock, whatever it is called.
struct CacheNameTests {
  @Test func aLinkMeansTheFileThatItLeadsTo() throws {
    try withScratchFolder { folder in
      // A link to a link in another folder, to what is not there yet.
      try FileManager.default.createDirectory(
        at: folder.appending(path: "far"),
        withIntermediateDirectories: false
      )
      let (real, near) = (folder.appending(path: "far/s.sqlite").path, "near.sqlite")
      try link(folder, "far/link.sqlite", to: "s.sqlite")
      try link(folder, near, to: "far/link.sqlite")
      try link(folder, "place", to: "far")
      let names = [near, "far/link.sqlite", "place/s.sqlite", "place/../far/./s.sqlite"]
      for name in names {
        let file = try CachePath.file(at: folder.appending(path: name).path)
        #expect(file == CachePath.resolved(folder.path) + "/far/s.sqlite", "\(name)")
      }
      let path = folder.appending(path: near).path
      do {
        let lock = try WriterLock(cachePath: path, startedAt: "today")
        defer { withExtendedLifetime(lock) {} }
        for name in names + ["far/s.sqlite"] {
          let error = #expect(throws: CacheError.self) {
            try WriterLock(cachePath: folder.appending(path: name).path, startedAt: "now")
          }
          #expect(error?.code == .held)
        }
      }
      let cache = try Cache(path: path, access: .write)
      #expect(cache.path == path)
      #expect(FileManager.default.fileExists(atPath: real))
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == "far/link.sqlite")
    }
  }

  @Test func aLinkThatGoesInACircleIsNoCache() throws {
    try withScratchFolder { folder in
      try link(folder, "a", to: "b")
      try link(folder, "b", to: "a")
      #expect(throws: CacheError.self) {
        try Cache(path: folder.appending(path: "a").path, access: .write)
      }
    }
  }

  @Test(arguments: ["file:s.sqlite", "FILE:///s.sqlite", "https://hub/s.sqlite", ":memory:", ""])
  func whatIsNoPathIsRefused(name: String) {
    for access in [Cache.Access.read, .write] {
      let error = #expect(throws: CacheError.self) { try Cache(path: name, access: access) }
      #expect(error?.code == .misnamed)
    }
    let error = #expect(throws: CacheError.self) {
      try WriterLock(cachePath: name, startedAt: "today")
    }
    #expect(error?.code == .misnamed)
    #expect(error?.description.contains("\n") == false)
  }

  /// A child that is being started has a copy of each descriptor until its program runs.
  @Test func aCopyOfItsDescriptorDoesNotKeepALock() throws {
    try withScratchFolder { folder in
      let path = folder.appending(path: "s.sqlite").path
      var copies: [Int32] = []
      defer { copies.forEach { close($0) } }
      do {
        let lock = try WriterLock(cachePath: path, startedAt: "today")
        defer { withExtendedLifetime(lock) {} }
        var lockFile = stat()
        #expect(stat(path + ".lock", &lockFile) == 0)
        let own = (3..<Int32(1024)).filter { descriptor in
          var file = stat()
          return fstat(descriptor, &file) == 0 && file.st_ino == lockFile.st_ino
        }
        copies = own.map { dup($0) }
        #expect(copies.count == 1)
      }
      _ = try WriterLock(cachePath: path, startedAt: "later")
    }
  }

  @Test func aFolderAndAPipeAreRefusedAtOnce() throws {
    try withScratchFolder { folder in
      let pipe = folder.appending(path: "pipe").path
      #expect(mkfifo(pipe, 0o600) == 0)
      for (path, what) in [(folder.path, "a folder"), (pipe, "a pipe")] {
        for access in [Cache.Access.read, .write] {
          let error = #expect(throws: CacheError.self) { try Cache(path: path, access: access) }
          #expect(error?.code == .notACache)
          #expect(error?.message.contains(what) == true)
        }
      }
    }
  }

  /// SQLite opens its logs by their names, and waited for the writer of a pipe.
  @Test(arguments: ["-journal", "-wal", "-shm"]) func aPipeInThePlaceOfALogIsRefused(
    ending: String
  ) throws {
    try withScratchFolder { folder in
      let (path, new) = (folder.appending(path: "c").path, folder.appending(path: "new").path)
      _ = try Cache(path: path, access: .write)
      for file in [path, new] {
        try? FileManager.default.removeItem(atPath: file + ending)
        #expect(mkfifo(file + ending, 0o600) == 0)
        let error = #expect(throws: CacheError.self) { try Cache(path: file, access: .write) }
        #expect(error?.message.contains("\(ending) is no file") == true)
      }
      #expect(throws: CacheError.self) { try Cache(path: path, access: .read) }
    }
  }

  /// SQLite keeps a log by the name: two programs, each with its own, would write over each other.
  @Test func aFileOfTwoNamesIsReadAndNotWritten() throws {
    try withScratchFolder { folder in
      let (one, two) = (folder.appending(path: "one").path, folder.appending(path: "two").path)
      _ = try Cache(path: one, access: .write)
      try FileManager.default.linkItem(atPath: one, toPath: two)
      for path in [one, two] {
        _ = try Cache(path: path, access: .read)
        let error = #expect(throws: CacheError.self) { try Cache(path: path, access: .write) }
        #expect(error?.message.contains("2 names") == true)
        #expect(throws: CacheError.self) { try WriterLock(cachePath: path, startedAt: "today") }
      }
      try FileManager.default.removeItem(atPath: two)
      _ = try Cache(path: one, access: .write)
    }
  }

  @Test func aCacheHasAnIdentityThatIsItsOwn() throws {
    try withScratchFolder { folder in
      func identity(_ name: String, _ access: Cache.Access = .read) throws -> CacheIdentity? {
        try Cache(path: folder.appending(path: name).path, access: access)
          .read { try CacheIdentity(of: $0) }
      }
      let one = try #require(try identity("one.sqlite", .write))
      #expect(try identity("one.sqlite") == one)
      #expect(try identity("one.sqlite", .write) == one)
      #expect(one.home == "one.sqlite")
      let two = try #require(try identity("two.sqlite", .write))
      #expect(two.cache != one.cache)

      let cache = try Cache(path: folder.appending(path: "one.sqlite").path, access: .read)
      try cache.backup(to: folder.appending(path: "copy").path, home: cache.file)
      let copy = try #require(try identity("copy"))
      #expect(copy.cache != one.cache)
      #expect(copy.home == cache.file)
      #expect(try identity("copy", .write) == copy)
    }
  }

  /// An earlier version made it: it is no less a cache.
  @Test func aCacheWithoutIdentityGetsOneWhenItIsWritten() throws {
    try withScratchFolder { folder in
      let path = folder.appending(path: "s.sqlite").path
      try Cache(path: path, access: .write).tamper {
        try $0.execute("DROP TABLE identity; DROP TABLE archive_mark;")
      }
      #expect(try Cache(path: path, access: .read).read { try CacheIdentity(of: $0) } == nil)
      let made = try Cache(path: path, access: .write).read { try CacheIdentity(of: $0) }
      #expect(made != nil)
      #expect(try Cache(path: path, access: .read).read { try CacheIdentity(of: $0) } == made)
    }
  }

  /// A copy that failed lay there and looked like one.
  @Test func aCopyIsThereWholeOrNotAtAll() throws {
    try withScratchFolder { folder in
      let cache = try Cache(path: folder.appending(path: "s.sqlite").path, access: .write)
      let names = { try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }
      let before = try names()
      // What a process that was killed left; nobody has the number.
      try Data("half".utf8).write(to: folder.appending(path: "copy.4194305.part"))
      try cache.backup(to: folder.appending(path: "copy").path, home: cache.file)
      #expect(try Set(names()) == Set(before + ["copy"]))
      let there = try Data(contentsOf: folder.appending(path: "copy"))
      let error = #expect(throws: CacheError.self) {
        try cache.backup(to: folder.appending(path: "copy").path, home: cache.file)
      }
      #expect(error?.message.contains("already exists") == true)
      #expect(try Data(contentsOf: folder.appending(path: "copy")) == there)
      #expect(try Set(names()) == Set(before + ["copy"]))
    }
  }

  /// The locks of SQLite are lost to the whole process when it closes another descriptor of the file.
  @Test(.enabled(if: Python.canImport("fcntl"), "needs python3"))
  func lookingForAKeptPastTakesNoLockAway() async throws {
    try await withScratchFolder { folder in
      let path = folder.appending(path: "s.sqlite").path
      let writer = try Cache(path: path, access: .write)
      let reader = try Cache(path: path, access: .read)
      _ = try reader.read { try $0.count("SELECT count(*) FROM repo") }
      _ = KeptPast(of: 1, in: reader, madeBy: "test")
      // The bytes on which SQLite keeps the locks of readers.
      let program = """
        import fcntl, sys
        with open(sys.argv[1], "r+b") as file:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)
        """
      let ending = try await ChildProcess.start(
        URL(filePath: "/usr/bin/env"),
        ["python3", "-c", program, path],
        in: folder
      ).ending()
      #expect(ending.status == 1)
      #expect(ending.errors.contains("BlockingIOError"), "\(ending.errors)")
      withExtendedLifetime((writer, reader)) {}
    }
  }

  @Test func onlyPastsAreRemovedFromTheirFolder() throws {
    try withScratchFolder { folder in
      let path = folder.appending(path: "s.sqlite").path
      let pasts = URL(filePath: KeptPast.folder(of: path))
      try FileManager.default.createDirectory(at: pasts, withIntermediateDirectories: false)
      let kept = ["12-0123456789abcdef-0123456789abcdef.sqlite", "77.part", "77.part-journal"]
      for name in kept + ["notes.txt", "12-x.sqlite"] {
        try Data("text".utf8).write(to: pasts.appending(path: name))
      }
      #expect(KeptPast.bytes(of: path) == 12)
      KeptPast.removeAll(of: path)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: pasts.path).sorted()
          == ["12-x.sqlite", "notes.txt"]
      )
      for name in ["notes.txt", "12-x.sqlite"] {
        try FileManager.default.removeItem(at: pasts.appending(path: name))
      }
      KeptPast.removeAll(of: path)
      #expect(!FileManager.default.fileExists(atPath: pasts.path))
    }
  }

  private func link(_ folder: URL, _ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.appending(path: name).path,
      withDestinationPath: target
    )
  }
}
