package import Foundation
package import StemmaDuckDB
package import StemmaReports
import StemmaStore

extension Answers {
  /// Writes the views and tables as Parquet files into `folder`, `shards` files a table; all is of one
  /// moment.
  ///
  /// - Throws: `DuckDBError` when a file cannot be written.
  package func exportParquet(
    into folder: URL,
    shards: Int = 1,
    by engine: DuckDB
  ) throws -> ParquetExport.Summary {
    try cache.read { try ParquetExport(into: folder, shards: shards, by: engine).write(of: $0) }
  }
}
