/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The one name of a file: there are no symbolic links.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "syscall.h"
#include "tree.h"

static int resolve(const char *path, char *out)
{
	struct stat status;
	int error;

	if (path == NULL)
		return -EINVAL;
	error = tree_normalise(path, out);
	if (error == 0 && stat(out, &status) != 0)
		error = -errno;
	return error;
}

char *realpath(const char *restrict path, char *restrict resolved)
{
	char normal[PATH_MAX];
	int error = resolve(path, normal);

	if (error == 0 && resolved == NULL) {
		resolved = malloc(strlen(normal) + 1);
		if (resolved == NULL)
			error = -ENOMEM;
	}
	if (error != 0) {
		(void)syscall_result(error);
		return NULL;
	}
	return strcpy(resolved, normal);
}
