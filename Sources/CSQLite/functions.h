// Functions of SQLite that take time by the product of two lengths, written so that they do not: one step
// of a statement, in which nobody can stop it, then takes time by the length of its values alone. They
// give what SQLite's own give.

#include <sqlite3.h>
#include <stddef.h>
#include <string.h>

#if defined(__linux__)
extern void *memmem(const void *, size_t, const void *, size_t);
#endif

static inline int stemma_is_continuation(unsigned char byte) { return (byte & 0xc0) == 0x80; }

// instr(X, Y): the place of Y in X from 1, in characters, or in bytes of two blobs; 0 where it is not.
static inline void stemma_instr(sqlite3_context *context, int count, sqlite3_value **values) {
  int kinds[2] = {sqlite3_value_type(values[0]), sqlite3_value_type(values[1])};
  if (kinds[0] == SQLITE_NULL || kinds[1] == SQLITE_NULL) return;
  int is_text = kinds[0] != SQLITE_BLOB || kinds[1] != SQLITE_BLOB;
  const unsigned char *bytes[2];
  sqlite3_value *copies[2] = {NULL, NULL};
  int lengths[2];
  for (int i = 0; i < 2; i++) {
    sqlite3_value *value = values[i];
    // Read as text, a blob would become one for whoever has it, too.
    if (is_text && kinds[i] == SQLITE_BLOB) value = copies[i] = sqlite3_value_dup(value);
    bytes[i] = is_text ? sqlite3_value_text(value) : sqlite3_value_blob(value);
    lengths[i] = sqlite3_value_bytes(value);
  }
  int place = 0;
  if (lengths[1] == 0) {
    place = 1;
  } else if (lengths[0] > 0 && bytes[0] && bytes[1]) {
    const unsigned char *found = memmem(bytes[0], lengths[0], bytes[1], lengths[1]);
    // A part of a character is found at the beginning alone.
    if (found && is_text && found != bytes[0] && stemma_is_continuation(*bytes[1])) found = NULL;
    if (found) {
      place = 1;
      for (const unsigned char *byte = bytes[0] + 1; byte <= found; byte++)
        place += !is_text || !stemma_is_continuation(*byte);
    }
  }
  sqlite3_result_int(context, place);
  for (int i = 0; i < 2; i++) sqlite3_value_free(copies[i]);
}

// replace(X, Y, Z): X with each Y in it replaced by Z.
static inline void stemma_replace(sqlite3_context *context, int count, sqlite3_value **values) {
  const char *text[3];
  sqlite3_int64 lengths[3];
  for (int i = 0; i < 3; i++) {
    text[i] = (const char *)sqlite3_value_text(values[i]);
    if (!text[i]) return;
    lengths[i] = sqlite3_value_bytes(values[i]);
    if (i == 1 && text[1][0] == 0) return sqlite3_result_value(context, values[0]);
  }
  const char *end = text[0] + lengths[0], *found;
  sqlite3_int64 length = lengths[0];
  for (const char *rest = text[0]; (found = memmem(rest, end - rest, text[1], lengths[1]));
       rest = found + lengths[1])
    length += lengths[2] - lengths[1];
  if (length > sqlite3_limit(sqlite3_context_db_handle(context), SQLITE_LIMIT_LENGTH, -1))
    return sqlite3_result_error_toobig(context);
  char *result = sqlite3_malloc64(length + 1), *next = result;
  if (!result) return sqlite3_result_error_nomem(context);
  const char *rest = text[0];
  while ((found = memmem(rest, end - rest, text[1], lengths[1]))) {
    memcpy(next, rest, found - rest);
    next += found - rest;
    memcpy(next, text[2], lengths[2]);
    next += lengths[2];
    rest = found + lengths[1];
  }
  memcpy(next, rest, end - rest);
  sqlite3_result_text(context, result, (int)length, sqlite3_free);
}

// The most characters that trim(), ltrim() and rtrim() take away: each is looked for at each place.
#define STEMMA_TRIMMED 100

// trim(X), trim(X, Y): X without the characters of Y, or blanks, at its ends: bit 0 of the function's own
// number is for the left one, bit 1 for the right one.
static inline void stemma_trim(sqlite3_context *context, int count, sqlite3_value **values) {
  int ends = (int)(size_t)sqlite3_user_data(context);
  const unsigned char *text = sqlite3_value_text(values[0]);
  const unsigned char *set = count == 1 ? (const unsigned char *)" " : sqlite3_value_text(values[1]);
  if (!text || !set) return;
  int length = sqlite3_value_bytes(values[0]);
  const unsigned char *starts[STEMMA_TRIMMED + 1];
  int size = 0;
  while (*set) {
    if (size == STEMMA_TRIMMED)
      return sqlite3_result_error(context, "trim() takes away at most 100 characters", -1);
    starts[size++] = set;
    if (*set++ >= 0xc0)
      while (stemma_is_continuation(*set)) set++;
  }
  starts[size] = set;
  for (int end = 0; end < 2; end++) {
    int found = ends >> end & 1;
    while (found && length > 0) {
      found = 0;
      for (int i = 0; i < size && !found; i++) {
        int width = (int)(starts[i + 1] - starts[i]);
        const unsigned char *place = end ? text + length - width : text;
        if (width > length || *place != *starts[i] || memcmp(place, starts[i], width)) continue;
        found = 1;
        length -= width;
        if (!end) text += width;
      }
    }
  }
  sqlite3_result_text(context, (const char *)text, length, SQLITE_TRANSIENT);
}

// Puts these in the place of SQLite's own.
static inline int stemma_bound_functions(sqlite3 *connection) {
  int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  struct {
    const char *name;
    int count;
    size_t number;
    void (*function)(sqlite3_context *, int, sqlite3_value **);
  } all[] = {
      {"instr", 2, 0, stemma_instr}, {"replace", 3, 0, stemma_replace}, {"trim", 1, 3, stemma_trim},
      {"trim", 2, 3, stemma_trim},   {"ltrim", 1, 1, stemma_trim},      {"ltrim", 2, 1, stemma_trim},
      {"rtrim", 1, 2, stemma_trim},  {"rtrim", 2, 2, stemma_trim},
  };
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
    int code = sqlite3_create_function(connection, all[i].name, all[i].count, flags,
                                       (void *)all[i].number, all[i].function, NULL, NULL);
    if (code != SQLITE_OK) return code;
  }
  return SQLITE_OK;
}
