#ifndef STEMMA_CCURL_SHIM_H
#define STEMMA_CCURL_SHIM_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// libcurl's options and getters are variadic, which Swift cannot call.

static inline CURLcode stemma_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode stemma_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode stemma_set_text(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode stemma_set_headers(CURL *easy, struct curl_slist *headers) {
  return curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
}

// The private pointer carries a number.
static inline CURLcode stemma_set_id(CURL *easy, uint64_t id) {
  return curl_easy_setopt(easy, CURLOPT_PRIVATE, (void *)(uintptr_t)id);
}

static inline CURLcode stemma_get_id(CURL *easy, uint64_t *id) {
  void *pointer = NULL;
  CURLcode code = curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&pointer);
  *id = (uint64_t)(uintptr_t)pointer;
  return code;
}

static inline CURLcode stemma_set_error_buffer(CURL *easy, char *buffer) {
  return curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, buffer);
}

// HTTP and HTTPS alone: the option by name came with 7.85 and deprecates the bit set.
static inline CURLcode stemma_allow_http_only(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075500
  return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
  return curl_easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

static inline CURLcode stemma_get_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode stemma_set_multi_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

// Bytes as they come in, up to a limit. Grown here so that no Swift runs per chunk.
typedef struct stemma_bytes {
  unsigned char *start;
  size_t count;
  size_t capacity;
  size_t limit;
  bool overflowed;
} stemma_bytes;

static inline size_t stemma_append(char *chunk, size_t size, size_t items, void *into) {
  stemma_bytes *bytes = (stemma_bytes *)into;
  size_t length = size * items;
  if (length > bytes->limit - bytes->count) {
    bytes->overflowed = true;
    return 0;
  }
  size_t needed = bytes->count + length;
  if (needed > bytes->capacity) {
    size_t capacity = bytes->capacity * 2 > needed ? bytes->capacity * 2 : needed;
    unsigned char *start = (unsigned char *)realloc(bytes->start, capacity);
    if (start == NULL) return 0;
    bytes->start = start;
    bytes->capacity = capacity;
  }
  if (length > 0) memcpy(bytes->start + bytes->count, chunk, length);
  bytes->count = needed;
  return length;
}

static inline CURLcode stemma_collect(CURL *easy, stemma_bytes *headers, stemma_bytes *body) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, stemma_append);
  if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_HEADERDATA, headers);
  if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, stemma_append);
  if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_WRITEDATA, body);
  return code;
}

#endif
