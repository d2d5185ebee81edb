/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * QEMU: the machine that the kernel runs on, as a child process.
 *
 * It gets the plan, the images and the swap disk as descriptors, never as files
 * of ours, and dies with us, however we die.  It is in our process group, so
 * that a stopped job stops whole, but leaves the terminal's signals to us.
 */
#ifndef DENALI_CMD_QEMU_H
#define DENALI_CMD_QEMU_H

#include <sys/types.h>

#include "net.h"
#include "options.h"
#include "part.h"

struct machine {
	const struct run_options *options;
	const struct net *net;
	const char *kernel;        /* path */
	const struct parts *parts; /* whose images the kernel is given */
	int plan;                  /* descriptor */
	const int *disks; /* descriptors of the VMs', DISKS_MAX; -1: none */
	int swap;         /* descriptor of the swap disk; -1: none */
};

struct qemu {
	pid_t pid;  /* 0: not started, or over and reaped */
	int port;   /* first serial port: the host port; non-blocking */
	int log;    /* second serial port: the kernel's log */
	int errors; /* what QEMU itself says */
	int status; /* as waitpid has it, once it is over */
};

/* Find QEMU: its path, allocated.  Null, an error printed, if there is none. */
char *qemu_find(void);

/* Start program as the machine.  Returns 0, or prints an error and returns
 * STATUS_ERROR. */
int qemu_start(struct qemu *qemu, const char *program,
	       const struct machine *machine);

/* Kill it, if it still lives, and reap it.  What it has said stays readable. */
void qemu_kill(struct qemu *qemu);

/* Reap it once it ends; kill it first if that takes too long. */
void qemu_reap(struct qemu *qemu, int milliseconds);

/* Close the descriptors of one that is over. */
void qemu_close(struct qemu *qemu);

#endif
