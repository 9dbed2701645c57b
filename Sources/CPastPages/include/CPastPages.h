#pragma once

// A database whose pages are those of a file that stays as it is, but for those that were written: they go
// to a file of their own. So a state of the past takes the room of what differs from the present.
//
// The file of pages holds them in the order in which they were first written. What ends it, once it is
// finished: the number of the page at each place, four bytes each, and a trailer.
//
// Whoever opens one sees to it that the file below does not change meanwhile.

#include <sqlite3.h>

// Lets this process open files of pages: once, before any is opened.
void stemma_set_up_pasts(void);

// Opens the file of pages over the file below: a new one for writing, else one that was finished, for
// reading alone.
int stemma_open_past(const char *pages, const char *base, int is_new, sqlite3 **connection);

// Ends a new file of pages, once everything is committed.
int stemma_finish_past(sqlite3 *connection);
