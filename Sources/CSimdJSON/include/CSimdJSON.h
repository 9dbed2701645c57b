// simdjson's DOM behind C: the least that a reader in Swift needs. Swift cannot call the C++
// interface itself, whose results may point into the parser.
//
// A value is valid until its parser parses again or is freed. Text is UTF-8, not terminated.

#ifndef STEMMA_CSIMDJSON_H
#define STEMMA_CSIMDJSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct sj_parser sj_parser;

typedef struct {
  const void *document;
  size_t position;
} sj_value;

typedef struct {
  sj_value next;
  sj_value end;
} sj_iterator;

typedef enum {
  SJ_NULL,
  SJ_BOOL,
  SJ_INTEGER,
  SJ_NUMBER,
  SJ_STRING,
  SJ_ARRAY,
  SJ_OBJECT,
} sj_kind;

// Returns NULL when memory is short.
sj_parser *sj_parser_new(void);
void sj_parser_free(sj_parser *parser);

// Parses a copy of `length` bytes. Returns 0, or an error number for `sj_error_message`.
int sj_parse(sj_parser *parser, const uint8_t *bytes, size_t length, sj_value *root);
const char *sj_error_message(int error);

sj_kind sj_kind_of(sj_value value);
bool sj_bool(sj_value value);
int64_t sj_integer(sj_value value);
double sj_number(sj_value value);
const char *sj_string(sj_value value, size_t *length);

// The number of elements, or what simdjson can count up to: 0xFFFFFF. 0 of what is no array.
size_t sj_array_count(sj_value value);

sj_iterator sj_array(sj_value value);
bool sj_array_next(sj_iterator *iterator, sj_value *element);
sj_iterator sj_object(sj_value value);
bool sj_object_next(
    sj_iterator *iterator, const char **key, size_t *key_length, sj_value *element);

#ifdef __cplusplus
}
#endif

#endif
