/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "fileio.h"
#include "remedy.h"

char *config_path(const char *format, ...)
{
	const char *config = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");
	va_list arguments;
	char *rest, *path;

	if ((config == NULL || config[0] != '/') &&
	    (home == NULL || home[0] != '/')) {
		error("neither HOME nor XDG_CONFIG_HOME names a folder; set "
		      "HOME to yours");
		return NULL;
	}
	va_start(arguments, format);
	if (vasprintf(&rest, format, arguments) < 0)
		out_of_memory();
	va_end(arguments);
	if (config != NULL && config[0] == '/')
		path = allocate_text("%s/denali/%s", config, rest);
	else
		path = allocate_text("%s/.config/denali/%s", home, rest);
	free(rest);
	return path;
}

/* Those above the file. */
static int make_folders(char *path)
{
	for (char *slash = path + 1; *slash != '\0'; slash++) {
		int made;

		if (*slash != '/')
			continue;
		*slash = '\0';
		made = mkdir(path, 0700);
		*slash = '/';
		if (made != 0 && errno != EEXIST)
			return -1;
	}
	return 0;
}

/* Beside it first: whoever looks finds the old file or the new one. */
int config_write(const char *path, const void *bytes, size_t length)
{
	char *new = allocate_text("%s.XXXXXX", path);
	int fd = make_folders(new) == 0 ? mkostemp(new, O_CLOEXEC) : -1;
	bool good = fd >= 0 && write_whole(fd, bytes, length) &&
		    fsync(fd) == 0 && rename(new, path) == 0;
	int why = errno;

	if (!good && fd >= 0)
		unlink(new);
	if (fd >= 0)
		close(fd);
	free(new);
	if (good)
		return 0;
	return error("%s: cannot be written: %s; %s", path, strerror(why),
		     remedy(why));
}

bool config_read(const char *path, struct buffer *bytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char part[4096];
	ssize_t n = 0;
	int why;

	if (fd < 0)
		return false;
	errno = 0;
	while (bytes->length <= CONFIG_MAX &&
	       (n = read(fd, part, sizeof part)) > 0)
		buffer_append(bytes, part, (size_t)n);
	why = bytes->length > CONFIG_MAX ? EFBIG : errno;
	close(fd);
	buffer_append(bytes, "", 1);
	bytes->length--;
	errno = why;
	return n == 0 && why == 0;
}

bool config_is_shared(int fd)
{
	struct stat status;

	return fstat(fd, &status) != 0 || (status.st_mode & 077) != 0;
}
