#include <sqlite3.h>

#include "functions.h"

// Sets SQLite up for this process, before it is first used; later calls change nothing.
//
// It counts no memory, which takes a lock at every allocation, and each connection has ten times the
// room for values that are bound: together a thirtieth of the time of a sweep.
static inline void stemma_set_up_sqlite(void) {
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 1200, 400);
}

// Takes "text" in double quotes for a name and nothing else: a name that is misspelt is an error then,
// and no text. The function behind it is variadic.
static inline int stemma_refuse_double_quoted_text(sqlite3 *connection) {
  int code = sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0);
  if (code != SQLITE_OK) return code;
  return sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0);
}
