/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "swap.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <denali/plan.h>

#include "buffer.h"
#include "error.h"
#include "parse.h"

/* What the header can count. */
#define SWAP_MAX ((uint64_t)UINT32_MAX * DENALI_PAGE_SIZE)

/* A new file without a name in the folder; -1 and errno. */
static int open_nameless(const char *folder)
{
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	char *path;

	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
		return fd;
	/* The file system knows only files that had a name. */
	path = allocate_text("%s/denali-swap-XXXXXX", folder);
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	free(path);
	return fd;
}

static int make_file(const char *value, uint64_t bytes, int *fd)
{
	const char *chosen = getenv("TMPDIR");
	const char *folder = chosen != NULL && chosen[0] != '\0' ? chosen :
								   "/var/tmp";

	*fd = open_nameless(folder);
	if (*fd < 0 && folder != chosen)
		*fd = open_nameless(folder = "/tmp");
	if (*fd < 0 || ftruncate(*fd, (off_t)bytes) != 0)
		return error("--swap %s: cannot make a file of that size in "
			     "%s: %s; set TMPDIR to another folder",
			     value, folder, strerror(errno));
	return 0;
}

static bool is_zero(const uint8_t *bytes, size_t length)
{
	while (length > 0 && bytes[length - 1] == 0)
		length--;
	return length == 0;
}

/* Is there nothing that somebody might miss? */
static int check_contents(const char *path, int fd)
{
	uint8_t page[DENALI_PAGE_SIZE];
	struct denali_swap_header header;

	if (pread(fd, page, sizeof page, 0) != sizeof page)
		return error("--swap %s: cannot read its first page: %s", path,
			     strerror(errno));
	memcpy(&header, page, sizeof header);
	if (is_zero(page, sizeof page) || header.magic == DENALI_SWAP_MAGIC)
		return 0;
	return error("--swap %s: there is something on it: its first page is "
		     "neither zero nor a swap disk's, and swapping would "
		     "destroy what it holds; give another file, or clear that "
		     "page if nobody needs it",
		     path);
}

static int check_kind(const char *path, int fd, uint64_t *bytes)
{
	struct stat status;
	off_t end = lseek(fd, 0, SEEK_END);

	if (fstat(fd, &status) != 0 ||
	    (!S_ISREG(status.st_mode) && !S_ISBLK(status.st_mode)) || end < 0)
		return error("--swap %s: neither a size, as in 64M, nor a "
			     "regular file or block device",
			     path);
	if ((uint64_t)end < SWAP_MIN)
		return error("--swap %s: too small for a swap disk; it needs "
			     "1M or more",
			     path);
	/* Held until the last descriptor is closed, QEMU's included. */
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		return error("--swap %s: another run has it as its swap disk",
			     path);
	*bytes = (uint64_t)end;
	return check_contents(path, fd);
}

static int open_file(const char *path, uint64_t *bytes, int *fd)
{
	*fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
	if (*fd < 0 && errno == ENOENT)
		return error("--swap %s: neither a size, as in 64M, nor a file "
			     "that is there",
			     path);
	if (*fd < 0)
		return error("--swap %s: cannot open it for writing: %s", path,
			     strerror(errno));
	return check_kind(path, *fd, bytes);
}

static int write_header(const char *value, int fd, uint64_t bytes)
{
	uint64_t pages = bytes / DENALI_PAGE_SIZE;
	struct denali_swap_header header = {
		.magic = DENALI_SWAP_MAGIC,
		.version = DENALI_SWAP_VERSION,
		.pages = pages < UINT32_MAX ? (uint32_t)pages : UINT32_MAX,
	};

	if (pwrite(fd, &header, sizeof header, 0) != sizeof header)
		return error("--swap %s: cannot write to it: %s", value,
			     strerror(errno));
	return 0;
}

int swap_open(const char *value, int *fd)
{
	uint64_t bytes;
	int status;

	*fd = -1;
	if (value == NULL)
		return 0;
	if (!parse_size(value, &bytes))
		status = open_file(value, &bytes, fd);
	else if (bytes < SWAP_MIN || bytes > SWAP_MAX)
		return error(
			"--swap %s: not a size from 1M to 16383G; write 1G, "
			"say",
			value);
	else
		status = make_file(value, bytes, fd);
	return status == 0 ? write_header(value, *fd, bytes) : status;
}
