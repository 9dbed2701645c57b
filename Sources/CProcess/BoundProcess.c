#define _GNU_SOURCE

#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

extern char **environ;

int bp_pipe(int ends[2]) {
#ifdef __linux__
  return pipe2(ends, O_CLOEXEC) == 0 ? 0 : errno;
#else
  if (pipe(ends) != 0) return errno;
  for (int end = 0; end < 2; end++) fcntl(ends[end], F_SETFD, FD_CLOEXEC);
  return 0;
#endif
}

static int start(const char *program, char *const arguments[], const char *folder,
                 const int files[4], pid_t *group) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  for (int place = 0; place < 4; place++)
    posix_spawn_file_actions_adddup2(&actions, files[place], place);
  if (folder) posix_spawn_file_actions_addchdir_np(&actions, folder);
  // A thread of a queue blocks most signals, and what it starts would never get them.
  sigset_t none, usual;
  sigemptyset(&none);
  sigemptyset(&usual);
  sigaddset(&usual, SIGINT);
  sigaddset(&usual, SIGTERM);
  sigaddset(&usual, SIGPIPE);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(
      &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  int error = posix_spawn(group, program, &actions, &attributes, arguments, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error;
}

int bp_start(const char *program, char *const arguments[], const char *folder, const int files[3],
             pid_t *group, int *tie) {
  int ends[2];
  int error = bp_pipe(ends);
  if (error) return error;
  // The program keeps the reading end, and reads nothing from it.
  const int all[4] = {files[0], files[1], files[2], ends[0]};
  error = start(program, arguments, folder, all, group);
#ifdef __linux__
  if (!error) {
    fcntl(ends[0], F_SETOWN, -*group);
    fcntl(ends[0], F_SETSIG, SIGKILL);
    fcntl(ends[0], F_SETFL, O_ASYNC);
  }
#endif
  close(ends[0]);
  if (error)
    close(ends[1]);
  else
    *tie = ends[1];
  return error;
}
