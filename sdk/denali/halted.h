/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A `denali run --gdb` of our own, in the background: the machine is halted
 * until a debugger has it go on.
 */
#ifndef DENALI_CMD_HALTED_H
#define DENALI_CMD_HALTED_H

#include <stdint.h>
#include <sys/types.h>

struct halted {
	pid_t pid;     /* 0: not started */
	uint16_t port; /* of 127.0.0.1 */
};

/* Choose the port: wanted, or a free one if that is 0.  Returns 0, or prints an
 * error and returns STATUS_ERROR. */
int halted_choose(struct halted *halted, uint16_t wanted);

/* Start it with the options, image and arguments of argv, where argv[0] is
 * skipped, and wait until a debugger can connect.  Returns 0, or its exit
 * status, it having said why, if it ends before. */
int halted_start(struct halted *halted, int argc, char *argv[]);

/* Have it end, and wait for that. */
void halted_end(struct halted *halted);

#endif
