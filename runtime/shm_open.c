/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Shared memory by name: files in memory.
 */
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ipcname.h"
#include "syscall.h"

#define FOLDER "/dev/shm/"

/* The path of a name, which may be as long as a file's. */
static int find_path(const char *name, char path[sizeof(FOLDER) + NAME_MAX])
{
	int result = ipc_name_strip(&name);

	if (result < 0)
		return result;
	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return -EINVAL;
	memcpy(path, FOLDER, sizeof(FOLDER) - 1);
	strcpy(path + sizeof(FOLDER) - 1, name);
	return 0;
}

int shm_open(const char *name, int flags, mode_t mode)
{
	char path[sizeof(FOLDER) + NAME_MAX];
	int result = find_path(name, path);

	if (result < 0)
		return (int)syscall_result(result);
	return open(path, flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, mode);
}

int shm_unlink(const char *name)
{
	char path[sizeof(FOLDER) + NAME_MAX];
	int result = find_path(name, path);

	if (result == -EINVAL)
		result = -ENOENT;
	return result < 0 ? (int)syscall_result(result) : unlink(path);
}
