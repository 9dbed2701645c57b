#include "CPastPages.h"

#include <stdint.h>
#include <string.h>

typedef struct {
  char mark[8];
  int64_t size;
  uint64_t digest;
  uint32_t page, count;
} stemma_past_trailer;

typedef struct {
  sqlite3_file file;
  // Both opened by the system's own file layer.
  sqlite3_file *base, *pages;
  const char *base_name;
  // For each page, from 0, the place of what was written of it, from 1; 0 for one of the file below.
  uint32_t *places;
  uint32_t room, count;
  int64_t size;
  int page;
  int is_new;
} stemma_past_file;

// SQLite's own file layer takes the lowest 17 bits of an amount for all of it.
enum { stemma_past_most = 1 << 16 };

static const char stemma_past_mark[8] = {'p', 'a', 's', 't', '1', 0, 0, 0};

// What the next file is that is opened by this thread as one of the past.
static _Thread_local const char *stemma_past_base;
static _Thread_local int stemma_past_is_new;

static uint64_t stemma_past_digest(const uint32_t *numbers, uint32_t count) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (uint32_t i = 0; i < count; i++) hash = (hash ^ numbers[i]) * 0x100000001b3u;
  return hash;
}

// Makes room for a page, which may be behind the last one.
static int stemma_past_reserve(stemma_past_file *past, int64_t page) {
  if (page >= 0xfffffffe) return SQLITE_FULL;
  if (page < past->room) return SQLITE_OK;
  uint32_t room = past->room ? past->room : 1024;
  while (room <= page) room = room < 0x7fffffff ? room * 2 : 0xffffffff;
  uint32_t *places = sqlite3_realloc64(past->places, (uint64_t)room * sizeof *places);
  if (!places) return SQLITE_NOMEM;
  memset(places + past->room, 0, (uint64_t)(room - past->room) * sizeof *places);
  past->places = places;
  past->room = room;
  return SQLITE_OK;
}

static int stemma_past_close(sqlite3_file *file) {
  stemma_past_file *past = (stemma_past_file *)file;
  sqlite3_file *both[2] = {past->base, past->pages};
  for (int i = 0; i < 2; i++) {
    if (both[i] && both[i]->pMethods) both[i]->pMethods->xClose(both[i]);
    sqlite3_free(both[i]);
  }
  if (past->base_name) sqlite3_free_filename((char *)past->base_name);
  sqlite3_free(past->places);
  return SQLITE_OK;
}

static int stemma_past_read(sqlite3_file *file, void *to, int amount, sqlite3_int64 from) {
  stemma_past_file *past = (stemma_past_file *)file;
  char *bytes = to;
  while (amount > 0) {
    if (from >= past->size) {
      memset(bytes, 0, amount);
      return SQLITE_IOERR_SHORT_READ;
    }
    int64_t page = from / past->page;
    int within = (int)(from % past->page);
    int part = amount < past->page - within ? amount : past->page - within;
    uint32_t place = page < past->room ? past->places[page] : 0;
    int code = place ? past->pages->pMethods->xRead(past->pages, bytes, part,
                                                    (int64_t)(place - 1) * past->page + within)
                     : past->base->pMethods->xRead(past->base, bytes, part, from);
    if (code != SQLITE_OK) return code;
    // The file below has a log, and this one has none.
    if (!place && page == 0)
      for (int byte = 18; byte < 20; byte++)
        if (byte >= within && byte < within + part) bytes[byte - within] = 1;
    bytes += part;
    from += part;
    amount -= part;
  }
  return SQLITE_OK;
}

static int stemma_past_write(sqlite3_file *file, const void *bytes, int amount, sqlite3_int64 at) {
  stemma_past_file *past = (stemma_past_file *)file;
  // SQLite writes pages of a database whole.
  if (!past->is_new || amount != past->page || at % past->page) return SQLITE_IOERR_WRITE;
  int64_t page = at / past->page;
  int code = stemma_past_reserve(past, page);
  if (code != SQLITE_OK) return code;
  uint32_t place = past->places[page] ? past->places[page] : past->count + 1;
  code = past->pages->pMethods->xWrite(past->pages, bytes, amount, (int64_t)(place - 1) * past->page);
  if (code != SQLITE_OK) return code;
  if (place > past->count) past->count = place;
  past->places[page] = place;
  if (at + amount > past->size) past->size = at + amount;
  return SQLITE_OK;
}

static int stemma_past_truncate(sqlite3_file *file, sqlite3_int64 size) {
  ((stemma_past_file *)file)->size = size;
  return SQLITE_OK;
}

static int stemma_past_size(sqlite3_file *file, sqlite3_int64 *size) {
  *size = ((stemma_past_file *)file)->size;
  return SQLITE_OK;
}

// Nobody else has the file, and whoever makes one makes it anew after a crash.
static int stemma_past_nothing(sqlite3_file *file, int flags) { return SQLITE_OK; }

static int stemma_past_is_reserved(sqlite3_file *file, int *is_reserved) {
  *is_reserved = 0;
  return SQLITE_OK;
}

static int stemma_past_control(sqlite3_file *file, int what, void *value) { return SQLITE_NOTFOUND; }
static int stemma_past_sector(sqlite3_file *file) { return 4096; }
static int stemma_past_kind(sqlite3_file *file) { return 0; }

static const sqlite3_io_methods stemma_past_methods = {
  1,
  stemma_past_close,
  stemma_past_read,
  stemma_past_write,
  stemma_past_truncate,
  stemma_past_nothing,
  stemma_past_size,
  stemma_past_nothing,
  stemma_past_nothing,
  stemma_past_is_reserved,
  stemma_past_control,
  stemma_past_sector,
  stemma_past_kind,
};

// Reads where the pages stand that were written.
static int stemma_past_load(stemma_past_file *past) {
  stemma_past_trailer trailer;
  sqlite3_file *pages = past->pages;
  sqlite3_int64 length;
  int code = pages->pMethods->xFileSize(pages, &length);
  if (code != SQLITE_OK) return code;
  if (length < (int64_t)sizeof trailer) return SQLITE_NOTADB;
  code = pages->pMethods->xRead(pages, &trailer, sizeof trailer, length - sizeof trailer);
  if (code != SQLITE_OK) return code;
  int64_t written = (int64_t)trailer.count * past->page;
  int64_t bytes = (int64_t)trailer.count * sizeof(uint32_t);
  if (memcmp(trailer.mark, stemma_past_mark, sizeof trailer.mark) || trailer.page != (uint32_t)past->page ||
      length != written + bytes + (int64_t)sizeof trailer)
    return SQLITE_NOTADB;
  uint32_t *numbers = sqlite3_malloc64(bytes + 1);
  if (!numbers) return SQLITE_NOMEM;
  for (int64_t read = 0; read < bytes && code == SQLITE_OK; read += stemma_past_most) {
    int part = bytes - read < stemma_past_most ? (int)(bytes - read) : stemma_past_most;
    code = pages->pMethods->xRead(pages, (char *)numbers + read, part, written + read);
  }
  if (code == SQLITE_OK && stemma_past_digest(numbers, trailer.count) != trailer.digest) code = SQLITE_NOTADB;
  for (uint32_t i = 0; i < trailer.count && code == SQLITE_OK; i++) {
    code = stemma_past_reserve(past, numbers[i]);
    if (code == SQLITE_OK) past->places[numbers[i]] = i + 1;
  }
  sqlite3_free(numbers);
  past->size = trailer.size;
  past->count = trailer.count;
  return code;
}

static int stemma_past_open_file(sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags,
                                        int *told) {
  sqlite3_vfs *system = vfs->pAppData;
  if (!(flags & SQLITE_OPEN_MAIN_DB) || !stemma_past_base)
    return system->xOpen(system, name, file, flags, told);
  stemma_past_file *past = (stemma_past_file *)file;
  memset(past, 0, sizeof *past);
  past->is_new = stemma_past_is_new;
  past->base_name = sqlite3_create_filename(stemma_past_base, "", "", 0, NULL);
  stemma_past_base = NULL;
  past->base = sqlite3_malloc(system->szOsFile);
  past->pages = sqlite3_malloc(system->szOsFile);
  int code = past->base && past->pages && past->base_name ? SQLITE_OK : SQLITE_NOMEM;
  if (past->base) memset(past->base, 0, system->szOsFile);
  if (past->pages) memset(past->pages, 0, system->szOsFile);
  unsigned char header[100];
  if (code == SQLITE_OK)
    code = system->xOpen(system, past->base_name, past->base, SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB, NULL);
  if (code == SQLITE_OK) code = system->xOpen(system, name, past->pages, flags, told);
  if (code == SQLITE_OK) code = past->base->pMethods->xRead(past->base, header, sizeof header, 0);
  if (code == SQLITE_OK) {
    past->page = header[16] << 8 | header[17];
    if (past->page == 1) past->page = 65536;
    if (past->page < 512) code = SQLITE_NOTADB;
  }
  sqlite3_int64 size = 0;
  if (code == SQLITE_OK) code = past->base->pMethods->xFileSize(past->base, &size);
  past->size = size;
  if (code == SQLITE_OK && !past->is_new) code = stemma_past_load(past);
  if (code != SQLITE_OK) {
    stemma_past_close(file);
    file->pMethods = NULL;
    return code;
  }
  file->pMethods = &stemma_past_methods;
  return SQLITE_OK;
}

static sqlite3_vfs stemma_past_layer;

void stemma_set_up_pasts(void) {
  sqlite3_vfs *system = sqlite3_vfs_find(NULL);
  if (!system || stemma_past_layer.xOpen) return;
  stemma_past_layer = *system;
  stemma_past_layer.zName = "stemma-past";
  stemma_past_layer.pNext = NULL;
  stemma_past_layer.pAppData = system;
  if (stemma_past_layer.szOsFile < (int)sizeof(stemma_past_file))
    stemma_past_layer.szOsFile = sizeof(stemma_past_file);
  stemma_past_layer.xOpen = stemma_past_open_file;
  sqlite3_vfs_register(&stemma_past_layer, 0);
}

int stemma_open_past(const char *pages, const char *base, int is_new, sqlite3 **connection) {
  int flags = is_new ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  stemma_past_base = base;
  stemma_past_is_new = is_new;
  int code = sqlite3_open_v2(pages, connection, flags | SQLITE_OPEN_NOMUTEX, "stemma-past");
  stemma_past_base = NULL;
  return code;
}

int stemma_finish_past(sqlite3 *connection) {
  stemma_past_file *past = NULL;
  int code = sqlite3_file_control(connection, "main", SQLITE_FCNTL_FILE_POINTER, &past);
  if (code != SQLITE_OK || !past || past->file.pMethods != &stemma_past_methods) return SQLITE_MISUSE;
  uint32_t *numbers = sqlite3_malloc64((uint64_t)past->count * sizeof *numbers + 1);
  if (!numbers) return SQLITE_NOMEM;
  for (uint32_t page = 0; page < past->room; page++)
    if (past->places[page]) numbers[past->places[page] - 1] = page;
  stemma_past_trailer trailer = {.size = past->size, .page = (uint32_t)past->page, .count = past->count};
  memcpy(trailer.mark, stemma_past_mark, sizeof trailer.mark);
  trailer.digest = stemma_past_digest(numbers, past->count);
  int64_t at = (int64_t)past->count * past->page;
  int64_t bytes = (int64_t)past->count * sizeof *numbers;
  for (int64_t written = 0; written < bytes && code == SQLITE_OK; written += stemma_past_most) {
    int part = bytes - written < stemma_past_most ? (int)(bytes - written) : stemma_past_most;
    code = past->pages->pMethods->xWrite(past->pages, (char *)numbers + written, part, at + written);
  }
  if (code == SQLITE_OK)
    code = past->pages->pMethods->xWrite(past->pages, &trailer, sizeof trailer, at + bytes);
  sqlite3_free(numbers);
  return code;
}
