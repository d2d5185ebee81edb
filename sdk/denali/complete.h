/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali --complete WORD...`: what a shell may put in the place of the last
 * word of a command line, of which the others are those behind `denali`.
 */
#ifndef DENALI_CMD_COMPLETE_H
#define DENALI_CMD_COMPLETE_H

/* Prints them, one a line; one that ends in a slash or an equals sign is not a
 * whole word yet.  Prints nothing where it knows nothing, and no errors.
 * Returns the exit status, 0. */
int complete_main(int count, char *words[]);

#endif
