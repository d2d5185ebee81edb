/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The last name of a path, and the rest.  The path is changed.
 */
#include <libgen.h>
#include <stddef.h>
#include <string.h>

/* newlib's header means POSIX's function, not GNU's, under this name. */
#undef basename
char *basename(char *path);

static char dot[] = ".";
static char slash[] = "/";

/* Where the slashes end that path[0..length) ends with. */
static size_t without_slashes(const char *path, size_t length)
{
	while (length > 0 && path[length - 1] == '/')
		length--;
	return length;
}

static size_t without_name(const char *path, size_t length)
{
	while (length > 0 && path[length - 1] != '/')
		length--;
	return length;
}

char *basename(char *path)
{
	size_t length;

	if (path == NULL || *path == '\0')
		return dot;
	length = without_slashes(path, strlen(path));
	if (length == 0)
		return slash;
	path[length] = '\0';
	return path + without_name(path, length);
}

char *dirname(char *path)
{
	size_t length;

	if (path == NULL || *path == '\0')
		return dot;
	length = without_slashes(path, strlen(path));
	if (length == 0)
		return slash;
	length = without_name(path, length);
	if (length == 0)
		return dot;
	length = without_slashes(path, length);
	if (length == 0)
		return slash;
	path[length] = '\0';
	return path;
}
