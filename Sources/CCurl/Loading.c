#include "CCurl.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static stemma_curl_functions functions;

// As the system does when a library that a program is linked with is absent.
static void give_up(const char *words) {
  fprintf(stderr, "libcurl cannot be loaded: %s\n", words);
  _exit(127);
}

static void *find(void *library, const char *name) {
  void *function = dlsym(library, name);
  if (function == NULL) give_up(dlerror());
  return function;
}

static void load(void) {
#ifdef __APPLE__
  void *library = dlopen("libcurl.4.dylib", RTLD_NOW | RTLD_LOCAL);
#else
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
#endif
  if (library == NULL) give_up(dlerror());
#define FIND(name) functions.name = (__typeof__(functions.name))find(library, "curl_" #name);
  STEMMA_CURL_FUNCTIONS(FIND)
}

const stemma_curl_functions *stemma_curl(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return &functions;
}
