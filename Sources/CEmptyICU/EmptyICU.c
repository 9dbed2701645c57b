// An empty table of contents in place of ICU's data, as ICU's own stub library has it.
//
// Foundation linked into a program brings 34 MB of names of months, currencies and languages, and
// Stemma shows none of them. A program that finds the symbol here does not take it from Foundation's
// library. The symbol's name has ICU's version, which changes with the toolchain, so there are several;
// hidden, none of them reaches a Foundation that is loaded as a shared library.
#include "CEmptyICU.h"

#ifdef __linux__
#include <stdint.h>

struct ICUData {
  uint16_t header_size;
  uint8_t magic[2];
  uint16_t info_size;
  uint16_t reserved;
  uint8_t is_big_endian;
  uint8_t charset;
  uint8_t size_of_char;
  uint8_t reserved_byte;
  uint8_t format[4];
  uint8_t format_version[4];
  uint8_t data_version[4];
  uint8_t padding[8];
  uint32_t count;
  uint32_t reserved_words[5];
};

#define EMPTY(VERSION)                                                                   \
  extern const struct ICUData icudt##VERSION##_dat;                                      \
  __attribute__((visibility("hidden"), aligned(16))) const struct ICUData                \
      icudt##VERSION##_dat = {                                                           \
          .header_size = 32,                                                             \
          .magic = {0xda, 0x27},                                                         \
          .info_size = 20,                                                               \
          .is_big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__,                       \
          .size_of_char = 2,                                                             \
          .format = {'T', 'o', 'C', 'P'},                                                \
          .format_version = {1},                                                         \
  }

EMPTY(74);
EMPTY(75);
EMPTY(76);
EMPTY(77);
EMPTY(78);
EMPTY(79);
EMPTY(80);
#endif
