/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "files.h"

char base[256];

bool mkdtemp_in(const char *folder)
{
	snprintf(base, sizeof(base), "%s/files-XXXXXX", folder);
	return mkdtemp(base) == base && chdir(base) == 0;
}

bool made(const char *name, const char *text)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	bool whole = fd >= 0 &&
		     write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	return close(fd) == 0 && whole;
}

bool has(const char *name, const char *text)
{
	char found[64] = "";
	int fd = open(name, O_RDONLY);
	ssize_t length = read(fd, found, sizeof(found) - 1);

	close(fd);
	return length == (ssize_t)strlen(text) && strcmp(found, text) == 0;
}
