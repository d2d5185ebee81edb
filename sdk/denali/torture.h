/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali torture`: attack a host with all that is known, and say how it held.
 */
#ifndef DENALI_CMD_TORTURE_H
#define DENALI_CMD_TORTURE_H

/* argv[0] is the verb.  Returns the exit status: 0 if the host held, 1 if it
 * did not. */
int torture_main(int argc, char *argv[]);

#endif
