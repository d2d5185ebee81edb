/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Niceness: kept and read back.  Nobody else is in the VM, and its share of the
 * processor is the host's to say.
 */
#include <sys/resource.h>
#include <unistd.h>

#include <ilwaco/preempt.h>

#include "syscall.h"

#define LEAST (-20)
#define MOST 19

static int niceness;

static int check(int which, id_t who)
{
	switch (which) {
	case PRIO_PROCESS:
	case PRIO_PGRP:
		return who == 0 || who == (id_t)getpid() ? 0 : -ESRCH;
	case PRIO_USER:
		return who == 0 ? 0 : -ESRCH;
	default:
		return -EINVAL;
	}
}

static int keep(int value)
{
	niceness = value < LEAST ? LEAST : value > MOST ? MOST : value;
	return niceness;
}

/* A result of -1 may be a niceness: errno tells. */
int getpriority(int which, id_t who)
{
	int error = check(which, who);

	return error != 0 ? (int)syscall_result(error) : niceness;
}

int setpriority(int which, id_t who, int value)
{
	int error = check(which, who);

	if (error == 0)
		keep(value);
	return (int)syscall_result(error);
}

int nice(int increment)
{
	int value;

	if (increment > MOST - LEAST)
		increment = MOST - LEAST;
	if (increment < LEAST - MOST)
		increment = LEAST - MOST;
	ilw_preempt_disable();
	value = keep(niceness + increment);
	ilw_preempt_enable();
	return value;
}
