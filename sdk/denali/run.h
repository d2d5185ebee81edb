/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * `denali run`: boot the kernel in QEMU with an image in it.
 */
#ifndef DENALI_CMD_RUN_H
#define DENALI_CMD_RUN_H

#include "hosted.h"

/* argv[0] is the verb.  Returns the exit status. */
int run_main(int argc, char *argv[]);

/* The same for the machine of a host. */
int run_hosted(int argc, char *argv[], struct hosted *hosted);

#endif
