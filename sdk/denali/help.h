/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The command's own help.
 */
#ifndef DENALI_CMD_HELP_H
#define DENALI_CMD_HELP_H

/* Print help on a verb, or on the command with null, to standard output.
 * Returns the exit status: STATUS_ERROR for an unknown verb. */
int help_print(const char *verb);

#endif
