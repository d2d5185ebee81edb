/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Programs of others, run to their end.
 */
#ifndef DENALI_CMD_PROGRAM_H
#define DENALI_CMD_PROGRAM_H

/* Run words[0], a path, with these words, ended by NULL.  What it prints goes
 * to out, a descriptor.  Signals that we block are not blocked for it.  Returns
 * its exit status, 1 if it was killed, or -1, with errno: it cannot be
 * started. */
int program_run(const char *const words[], int out);

#endif
