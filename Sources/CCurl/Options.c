#include "CCurl.h"

#include <stdlib.h>
#include <string.h>

CURLcode stemma_set_long(CURL *easy, CURLoption option, long value) {
  return stemma_curl()->easy_setopt(easy, option, value);
}

CURLcode stemma_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
  return stemma_curl()->easy_setopt(easy, option, value);
}

CURLcode stemma_set_text(CURL *easy, CURLoption option, const char *value) {
  return stemma_curl()->easy_setopt(easy, option, value);
}

CURLcode stemma_set_headers(CURL *easy, struct curl_slist *headers) {
  return stemma_curl()->easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
}

CURLcode stemma_set_error_buffer(CURL *easy, char *buffer) {
  return stemma_curl()->easy_setopt(easy, CURLOPT_ERRORBUFFER, buffer);
}

CURLMcode stemma_set_multi_long(CURLM *multi, CURLMoption option, long value) {
  return stemma_curl()->multi_setopt(multi, option, value);
}

CURLcode stemma_get_long(CURL *easy, CURLINFO info, long *value) {
  return stemma_curl()->easy_getinfo(easy, info, value);
}

CURLcode stemma_set_id(CURL *easy, uint64_t id) {
  return stemma_curl()->easy_setopt(easy, CURLOPT_PRIVATE, (void *)(uintptr_t)id);
}

CURLcode stemma_get_id(CURL *easy, uint64_t *id) {
  void *pointer = NULL;
  CURLcode code = stemma_curl()->easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&pointer);
  *id = (uint64_t)(uintptr_t)pointer;
  return code;
}

CURLcode stemma_allow_http_only(CURL *easy) {
  // The option by name came with 7.85 and deprecates the bit set.
#if LIBCURL_VERSION_NUM >= 0x075500
  return stemma_curl()->easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
  long both = CURLPROTO_HTTP | CURLPROTO_HTTPS;
  return stemma_curl()->easy_setopt(easy, CURLOPT_PROTOCOLS, both);
#endif
}

void stemma_leave_resolver(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075700
  // A library older than its header does not know it, and waits.
  (void)stemma_curl()->easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#else
  (void)easy;
#endif
}

static size_t append(char *chunk, size_t size, size_t items, void *into) {
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

CURLcode stemma_collect(CURL *easy, stemma_bytes *headers, stemma_bytes *body) {
  const stemma_curl_functions *curl = stemma_curl();
  CURLcode code = curl->easy_setopt(easy, CURLOPT_HEADERFUNCTION, append);
  if (code == CURLE_OK) code = curl->easy_setopt(easy, CURLOPT_HEADERDATA, headers);
  if (code == CURLE_OK) code = curl->easy_setopt(easy, CURLOPT_WRITEFUNCTION, append);
  if (code == CURLE_OK) code = curl->easy_setopt(easy, CURLOPT_WRITEDATA, body);
  return code;
}

void stemma_forget(stemma_bytes *bytes) {
  free(bytes->start);
  *bytes = (stemma_bytes){0};
}
