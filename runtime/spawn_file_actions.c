/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a spawned process is to do with its descriptors.  There will be none, so
 * that the lists are checked and not kept.
 */
#include <spawn.h>
#include <stddef.h>
#include <stdbool.h>

#include "descriptors.h"
#include "syscall.h"

static int checked(int fd)
{
	return fd >= 0 && fd < DESCRIPTORS_MAX ? 0 : EBADF;
}

int posix_spawn_file_actions_init(posix_spawn_file_actions_t *actions)
{
	*actions = NULL;
	return 0;
}

int posix_spawn_file_actions_destroy(posix_spawn_file_actions_t *actions)
{
	(void)actions;
	return 0;
}

int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *actions,
				      int fd)
{
	(void)actions;
	return checked(fd);
}

int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *actions,
				     int fd, int other)
{
	(void)actions;
	return checked(fd) != 0 ? EBADF : checked(other);
}

int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *actions,
				     int fd, const char *path, int flags,
				     mode_t mode)
{
	(void)actions;
	(void)path;
	(void)flags;
	(void)mode;
	return checked(fd);
}
