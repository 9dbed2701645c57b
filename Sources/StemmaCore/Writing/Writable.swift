/// What can be written in each of the formats.
public protocol Writable {
  /// Writes it whole, ending in a line break unless there is nothing to write.
  func write(as format: TableFormat, to output: OutputBuffer) throws
}

extension Writable {
  /// All of it as one text.
  public func text(as format: TableFormat) -> String {
    // Nothing can fail that stays in memory.
    OutputBuffer.text { try? write(as: format, to: $0) }
  }
}
