/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "paths.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "sdk.h"

/* Is the path the folder or below it?  Then what comes after it. */
static const char *below(const char *path, const char *folder, size_t length)
{
	if (length == 0 || strncmp(path, folder, length) != 0 ||
	    path[length] != '/')
		return NULL;
	return path + length + 1;
}

static char *joined(const char *before, const char *after)
{
	char *path;

	if (asprintf(&path, "%s/%s", before, after) < 0)
		fail("out of memory");
	return path;
}

/* Takes FOLDER/.. out, as the compiler has it in paths of its own. */
static char *shortened(char *path)
{
	char *up;

	while ((up = strstr(path, "/../")) != NULL && up > path) {
		char *before = memrchr(path, '/', (size_t)(up - path));

		if (before == NULL || strncmp(before, "/../", 4) == 0)
			break;
		memmove(before, up + 3, strlen(up + 3) + 1);
	}
	return path;
}

/* Relative to the current folder, whose name this is. */
static char *relative(const char *path, const char *folder)
{
	size_t length = strlen(folder);
	char *ups = need(strdup("")), *more;

	while (length > 0) {
		const char *rest = below(path, folder, length);

		if (rest != NULL) {
			more = joined(ups, rest);
			free(ups);
			memmove(more, more + 1, strlen(more));
			return more;
		}
		more = joined(ups, "..");
		free(ups);
		ups = more;
		while (length > 0 && folder[--length] != '/')
			;
	}
	free(ups);
	return NULL;
}

/* The current folder's name as the shell has it; NULL: it has none other. */
static const char *logical_folder(void)
{
	const char *name = getenv("PWD");
	struct stat named, here;

	if (name == NULL || name[0] != '/' || stat(name, &named) != 0 ||
	    stat(".", &here) != 0 || named.st_dev != here.st_dev ||
	    named.st_ino != here.st_ino)
		return NULL;
	return name;
}

char *paths_neutral(const char *path)
{
	const char *sysroot = getenv("DENALI_SYSROOT"), *logical;
	const char *rest = below(path, sdk_root(), strlen(sdk_root()));
	char folder[PATH_MAX], *found = NULL;

	if (rest != NULL)
		return shortened(joined(PATHS_SDK, rest));
	if (sysroot != NULL)
		rest = below(path, sysroot, strlen(sysroot));
	if (rest != NULL)
		return shortened(joined(PATHS_SYSROOT, rest));
	if (getcwd(folder, sizeof(folder)) != NULL)
		found = relative(path, folder);
	logical = logical_folder();
	if (found == NULL && logical != NULL)
		found = relative(path, logical);
	return found != NULL ? found : need(strdup(path));
}
