extension RandomAccessCollection {
  /// Where the elements begin for which `isBehind` holds: it holds for none before and for all after.
  ///
  /// - Complexity: O(log *n*).
  @inlinable
  package func partitioningIndex(
    where isBehind: (Element) throws -> Bool
  ) rethrows -> Index {
    var (low, length) = (startIndex, count)
    while length > 0 {
      let half = length / 2
      let middle = index(low, offsetBy: half)
      if try isBehind(self[middle]) {
        length = half
      } else {
        low = index(after: middle)
        length -= half + 1
      }
    }
    return low
  }
}
