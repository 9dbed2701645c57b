#include <nettle/sha1.h>
#include <nettle/sha2.h>
#include <nettle/version.h>

// The library's functions are macros for longer names. Version 4 no longer asks for the length of a
// digest.

static inline void stemma_sha1_digest(struct sha1_ctx *context, uint8_t *digest) {
#if NETTLE_VERSION_MAJOR < 4
  sha1_digest(context, SHA1_DIGEST_SIZE, digest);
#else
  sha1_digest(context, digest);
#endif
}

static inline void stemma_sha256_digest(struct sha256_ctx *context, uint8_t *digest) {
#if NETTLE_VERSION_MAJOR < 4
  sha256_digest(context, SHA256_DIGEST_SIZE, digest);
#else
  sha256_digest(context, digest);
#endif
}
