/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "imagepath.h"

#include <stddef.h>
#include <string.h>

const char *imagepath_wrong(const char *path)
{
	if (*path != '/' || path[1] == '\0')
		return "must be an absolute path, and not /";
	while (*path == '/') {
		size_t length = strcspn(++path, "/");

		if (length == 0 || (length == 1 && path[0] == '.') ||
		    (length == 2 && path[0] == '.' && path[1] == '.'))
			return "must be without //, . and ..";
		path += length;
	}
	return NULL;
}
