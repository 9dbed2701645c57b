import Testing

/// The suites that go the whole way, one test at a time.
///
/// Servers, transfers and child processes beside each other would starve on a small machine.
@Suite(.serialized) enum EndToEnd {}
