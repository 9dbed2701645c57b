// A program that ends when the process that started it does, however that ends.

#ifndef STEMMA_CPROCESS_H
#define STEMMA_CPROCESS_H

#include <sys/types.h>

/// Makes a pipe of a reading and a writing end, neither of which other programs get.
///
/// Returns 0, or the error's number.
int bp_pipe(int ends[2]);

/// Starts a program in a group of processes of its own, whose standard input, output and errors are
/// `files`, in `folder` unless that is NULL.
///
/// The group is killed when `tie` is closed, which the kernel does when this process ends; where the kernel
/// cannot (elsewhere than on Linux), the program has to notice that its input ends. Returns 0, or the
/// error's number.
int bp_start(const char *program, char *const arguments[], const char *folder, const int files[3],
             pid_t *group, int *tie);

#endif
