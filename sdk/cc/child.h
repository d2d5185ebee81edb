/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Running a program to its end, as if we were it: it has our terminal, gets the
 * signals that are sent to us, and if one ends it, so it does us.
 */
#ifndef CC_CHILD_H
#define CC_CHILD_H

#include <stdbool.h>

#include "buffer.h"

/* Runs the words, the first a path.  What it says on standard error is passed
 * on at once and unchanged, and its beginning kept in said; NULL: it has our
 * standard error itself.  Returns its wait status. */
int child_run(char **words, struct buffer *said);

/* Did a signal end it by which people, or build tools, put an end to work? */
bool child_stopped(int status);

/* Ends us as the status says, by a signal too. */
_Noreturn void child_end(int status);

#endif
