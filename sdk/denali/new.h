/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali new`: a service to begin with, or a list of what there is.
 */
#ifndef DENALI_CMD_NEW_H
#define DENALI_CMD_NEW_H

/* Returns the exit status. */
int new_main(int argc, char *argv[]);

#endif
