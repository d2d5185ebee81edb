/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Attributes of a process to be spawned: kept and read back.
 */
#include <sched.h>
#include <spawn.h>
#include <stdlib.h>

#include "syscall.h"

#define FLAGS                                                                  \
	(POSIX_SPAWN_RESETIDS | POSIX_SPAWN_SETPGROUP |                        \
	 POSIX_SPAWN_SETSCHEDPARAM | POSIX_SPAWN_SETSCHEDULER |                \
	 POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK)

struct __posix_spawnattr {
	short flags;
	pid_t group;
	struct sched_param parameters;
	int policy;
	sigset_t defaults;
	sigset_t mask;
};

int posix_spawnattr_init(posix_spawnattr_t *attributes)
{
	*attributes = calloc(1, sizeof **attributes);
	return *attributes != NULL ? 0 : ENOMEM;
}

int posix_spawnattr_destroy(posix_spawnattr_t *attributes)
{
	free(*attributes);
	return 0;
}

int posix_spawnattr_getflags(const posix_spawnattr_t *attributes, short *flags)
{
	*flags = (*attributes)->flags;
	return 0;
}

int posix_spawnattr_setflags(posix_spawnattr_t *attributes, short flags)
{
	if (flags & ~FLAGS)
		return EINVAL;
	(*attributes)->flags = flags;
	return 0;
}

int posix_spawnattr_getpgroup(const posix_spawnattr_t *attributes, pid_t *group)
{
	*group = (*attributes)->group;
	return 0;
}

int posix_spawnattr_setpgroup(posix_spawnattr_t *attributes, pid_t group)
{
	(*attributes)->group = group;
	return 0;
}

int posix_spawnattr_getschedparam(const posix_spawnattr_t *attributes,
				  struct sched_param *parameters)
{
	*parameters = (*attributes)->parameters;
	return 0;
}

int posix_spawnattr_setschedparam(posix_spawnattr_t *attributes,
				  const struct sched_param *parameters)
{
	(*attributes)->parameters = *parameters;
	return 0;
}

int posix_spawnattr_getschedpolicy(const posix_spawnattr_t *attributes,
				   int *policy)
{
	*policy = (*attributes)->policy;
	return 0;
}

int posix_spawnattr_setschedpolicy(posix_spawnattr_t *attributes, int policy)
{
	(*attributes)->policy = policy;
	return 0;
}

int posix_spawnattr_getsigdefault(const posix_spawnattr_t *attributes,
				  sigset_t *signals)
{
	*signals = (*attributes)->defaults;
	return 0;
}

int posix_spawnattr_setsigdefault(posix_spawnattr_t *attributes,
				  const sigset_t *signals)
{
	(*attributes)->defaults = *signals;
	return 0;
}

int posix_spawnattr_getsigmask(const posix_spawnattr_t *attributes,
			       sigset_t *mask)
{
	*mask = (*attributes)->mask;
	return 0;
}

int posix_spawnattr_setsigmask(posix_spawnattr_t *attributes,
			       const sigset_t *mask)
{
	(*attributes)->mask = *mask;
	return 0;
}
