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

  /// Adds the newest harvest to the lake in `folder`, unless it is there.
  ///
  /// - Throws: `DuckDBError` when the lake is of another cache or cannot be written, `AnswerError` when
  ///   there is no harvest that came to its end.
  package func exportLake(into folder: URL, by engine: DuckDB) throws -> LakeExport.Summary {
    try cache.read { try LakeExport(into: folder, by: engine).write(of: $0) }
  }
}
