#include "CSimdJSON.h"

#include <simdjson.h>

#include <cstring>
#include <new>
#include <type_traits>

using simdjson::dom::element;

struct sj_parser {
  simdjson::dom::parser parser;
};

// An element and the two iterators are a document pointer and a position, copied as bytes.
template <typename To, typename From> static To as(const From &from) {
  static_assert(sizeof(To) == sizeof(From), "simdjson changed the layout of its values");
  static_assert(std::is_trivially_copyable<From>::value, "simdjson's values own memory");
  To to;
  std::memcpy(static_cast<void *>(&to), static_cast<const void *>(&from), sizeof(to));
  return to;
}

static element element_of(sj_value value) { return as<element>(value); }

sj_parser *sj_parser_new(void) { return new (std::nothrow) sj_parser(); }

void sj_parser_free(sj_parser *parser) { delete parser; }

const char *sj_error_message(int error) {
  return simdjson::error_message(static_cast<simdjson::error_code>(error));
}

int sj_parse(sj_parser *parser, const uint8_t *bytes, size_t length, sj_value *root) {
  element parsed;
  auto error = parser->parser.parse(bytes, length, true).get(parsed);
  if (error) return static_cast<int>(error);
  *root = as<sj_value>(parsed);
  return 0;
}

sj_kind sj_kind_of(sj_value value) {
  switch (element_of(value).type()) {
  case simdjson::dom::element_type::ARRAY: return SJ_ARRAY;
  case simdjson::dom::element_type::OBJECT: return SJ_OBJECT;
  case simdjson::dom::element_type::INT64: return SJ_INTEGER;
  // Beyond 2^63 a count is not a count: such numbers are read as floating point.
  case simdjson::dom::element_type::UINT64: return SJ_NUMBER;
  case simdjson::dom::element_type::DOUBLE: return SJ_NUMBER;
  case simdjson::dom::element_type::STRING: return SJ_STRING;
  case simdjson::dom::element_type::BOOL: return SJ_BOOL;
  case simdjson::dom::element_type::NULL_VALUE: return SJ_NULL;
  }
  return SJ_NULL;
}

bool sj_bool(sj_value value) {
  bool result = false;
  return element_of(value).get(result) ? false : result;
}

int64_t sj_integer(sj_value value) {
  int64_t result = 0;
  return element_of(value).get(result) ? 0 : result;
}

double sj_number(sj_value value) {
  double result = 0;
  return element_of(value).get(result) ? 0 : result;
}

const char *sj_string(sj_value value, size_t *length) {
  std::string_view text;
  if (element_of(value).get(text)) text = "";
  *length = text.size();
  return text.data();
}

size_t sj_array_count(sj_value value) {
  simdjson::dom::array array;
  return element_of(value).get(array) ? 0 : array.size();
}

// The iterators of arrays and objects are held as two values: next and end.
sj_iterator sj_array(sj_value value) {
  simdjson::dom::array array;
  if (element_of(value).get(array)) return {};
  auto begin = array.begin(), end = array.end();
  return {as<sj_value>(begin), as<sj_value>(end)};
}

bool sj_array_next(sj_iterator *iterator, sj_value *item) {
  if (iterator->next.position == iterator->end.position) return false;
  auto next = as<simdjson::dom::array::iterator>(iterator->next);
  *item = as<sj_value>(*next);
  iterator->next = as<sj_value>(++next);
  return true;
}

sj_iterator sj_object(sj_value value) {
  simdjson::dom::object object;
  if (element_of(value).get(object)) return {};
  auto begin = object.begin(), end = object.end();
  return {as<sj_value>(begin), as<sj_value>(end)};
}

bool sj_object_next(
    sj_iterator *iterator, const char **key, size_t *key_length, sj_value *item) {
  if (iterator->next.position == iterator->end.position) return false;
  auto next = as<simdjson::dom::object::iterator>(iterator->next);
  auto text = next.key();
  *key = text.data();
  *key_length = text.size();
  *item = as<sj_value>(next.value());
  iterator->next = as<sj_value>(++next);
  return true;
}
