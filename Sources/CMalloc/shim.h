#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

// Gives free memory back to the system, where the C library can.
static inline void stemma_give_back_memory(void) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}
