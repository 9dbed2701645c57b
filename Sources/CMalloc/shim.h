#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

// Gives free memory back to the system, where the C library can.
static inline void stemma_give_back_memory(void) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

// Makes free memory above 4 MB go back to the system by itself, of each thread's pool. Else glibc keeps
// more the larger the blocks are that it sees, and of all pools but the first it returns on demand only
// what lies between blocks in use.
static inline void stemma_keep_little_memory(void) {
#ifdef __GLIBC__
  mallopt(M_TRIM_THRESHOLD, 4 << 20);
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
#endif
}

// Makes the next 64 MB of memory come in large pages, where the system has them: some ten of them
// are had in a fraction of the time that thousands of small ones take.
static inline void stemma_take_large_pages(void) {
#if defined(__GLIBC__) && defined(MADV_HUGEPAGE)
  const intptr_t room = 64 << 20, large_page = 2 << 20;
  // Blocks of any size are taken from one piece, which grows by so much at a time and stays.
  mallopt(M_MMAP_THRESHOLD, room / 2);
  mallopt(M_TRIM_THRESHOLD, 4 * room);
  mallopt(M_TOP_PAD, room);
  const intptr_t start = (intptr_t)sbrk(0);
  // Never left out, as a call that has no effect might be.
  void *volatile block = malloc(large_page);
  free(block);
  const intptr_t end = (intptr_t)sbrk(0);
  const intptr_t first = (start + large_page - 1) / large_page * large_page;
  if (first < end) madvise((void *)first, end - first, MADV_HUGEPAGE);
#endif
}
