/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The command line that makes QEMU the machine we want.
 */
#ifndef DENALI_CMD_QEMUARGS_H
#define DENALI_CMD_QEMUARGS_H

#include "qemu.h"

#define QEMU_ARGUMENTS_MAX 160

struct qemu_arguments {
	char *words[QEMU_ARGUMENTS_MAX]; /* null-terminated */
	unsigned count;
};

/* port and log are our serial ports' descriptors in the child. */
void qemu_arguments_make(struct qemu_arguments *arguments, const char *program,
			 const struct machine *machine, int port, int log);
void qemu_arguments_free(struct qemu_arguments *arguments);

#endif
