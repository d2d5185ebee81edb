/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "sdk.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"

const char *sdk_root(void)
{
	static char root[PATH_MAX];
	ssize_t length;

	if (root[0] != '\0')
		return root;
	length = readlink("/proc/self/exe", root, sizeof(root) - 1);
	if (length < 0)
		fail_errno("cannot find the SDK by /proc/self/exe");
	root[length] = '\0';
	for (int i = 0; i < 2; i++) {
		char *slash = strrchr(root, '/');

		if (slash == NULL)
			fail("%s is not in the bin folder of an SDK", root);
		*slash = '\0';
	}
	return root;
}

char *sdk_path(const char *format, ...)
{
	va_list arguments;
	char *below, *path;

	va_start(arguments, format);
	if (vasprintf(&below, format, arguments) < 0 ||
	    asprintf(&path, "%s/%s", sdk_root(), below) < 0)
		fail("out of memory");
	va_end(arguments);
	return path;
}

char *sysroot_path(const char *below)
{
	const char *sysroot = getenv("DENALI_SYSROOT");
	char *path;

	if (sysroot == NULL || sysroot[0] == '\0')
		return NULL;
	if (asprintf(&path, "%s/%s", sysroot, below) < 0)
		fail("out of memory");
	return path;
}
