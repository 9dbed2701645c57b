// libcurl, loaded when it is first asked for: a command that asks nobody anything does not wait for
// it, and for the thirty libraries it needs in turn.

#ifndef STEMMA_CCURL_H
#define STEMMA_CCURL_H

// The functions as they are declared, not the macros that check their arguments.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <stdbool.h>
#include <stdint.h>

#undef curl_easy_getinfo
#undef curl_easy_setopt
#undef curl_multi_setopt

#pragma clang assume_nonnull begin

// All that is called.
#define STEMMA_CURL_FUNCTIONS(EACH) \
  EACH(easy_cleanup)                \
  EACH(easy_getinfo)                \
  EACH(easy_init)                   \
  EACH(easy_reset)                  \
  EACH(easy_setopt)                 \
  EACH(easy_strerror)               \
  EACH(free)                        \
  EACH(getdate)                     \
  EACH(global_init)                 \
  EACH(multi_add_handle)            \
  EACH(multi_cleanup)               \
  EACH(multi_info_read)             \
  EACH(multi_init)                  \
  EACH(multi_perform)               \
  EACH(multi_poll)                  \
  EACH(multi_remove_handle)         \
  EACH(multi_setopt)                \
  EACH(multi_wakeup)                \
  EACH(slist_append)                \
  EACH(slist_free_all)              \
  EACH(url)                         \
  EACH(url_cleanup)                 \
  EACH(url_get)                     \
  EACH(url_set)                     \
  EACH(version_info)

// Each with the type that the installed header gives it: they differ between releases.
typedef struct {
#define STEMMA_CURL_MEMBER(name) __typeof__(&curl_##name) _Nonnull name;
  STEMMA_CURL_FUNCTIONS(STEMMA_CURL_MEMBER)
#undef STEMMA_CURL_MEMBER
} stemma_curl_functions;

// Loads the library the first time; from any thread. Where it is absent, or too old to have them
// all, this ends the process with the system's words.
const stemma_curl_functions *stemma_curl(void);

// Options and getters are variadic, which Swift cannot call.

CURLcode stemma_set_long(CURL *easy, CURLoption option, long value);
CURLcode stemma_set_offset(CURL *easy, CURLoption option, curl_off_t value);
CURLcode stemma_set_text(CURL *easy, CURLoption option, const char *value);
CURLcode stemma_set_headers(CURL *easy, struct curl_slist *_Nullable headers);
CURLcode stemma_set_error_buffer(CURL *easy, char *buffer);
CURLMcode stemma_set_multi_long(CURLM *multi, CURLMoption option, long value);
CURLcode stemma_get_long(CURL *easy, CURLINFO info, long *value);

// The private pointer carries a number.
CURLcode stemma_set_id(CURL *easy, uint64_t id);
CURLcode stemma_get_id(CURL *easy, uint64_t *id);

// HTTP and HTTPS alone.
CURLcode stemma_allow_http_only(CURL *easy);

// A transfer that is given up does not wait for the system to find its host: where libcurl can do so.
void stemma_leave_resolver(CURL *easy);

// Bytes as they come in, up to a limit. Grown in C so that no Swift runs per chunk.
typedef struct stemma_bytes {
  unsigned char *_Nullable start;
  size_t count;
  size_t capacity;
  size_t limit;
  bool overflowed;
} stemma_bytes;

CURLcode stemma_collect(CURL *easy, stemma_bytes *headers, stemma_bytes *body);
void stemma_forget(stemma_bytes *bytes);

#pragma clang assume_nonnull end

#endif
