/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "disks.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"
#include "parse.h"

int disks_add(struct run_options *options, const char *value)
{
	struct disk_option *disk;
	size_t length = strlen(value);

	if (options->disk_count == DENALI_DISKS)
		return error("-v %s: a VM has at most %d disks; give fewer",
			     value, DENALI_DISKS);
	disk = &options->disks[options->disk_count++];
	disk->read_only = length > 3 && strcmp(value + length - 3, ":ro") == 0;
	disk->path = allocate_text(
		"%.*s", (int)(disk->read_only ? length - 3 : length), value);
	return 0;
}

int disks_check(const struct run_options *options)
{
	if (options->count == 1)
		return 0;
	for (uint32_t i = 0; i < options->disk_count; i++)
		if (!options->disks[i].read_only)
			return error("-v %s: %u instances cannot write to one "
				     "disk; share it read-only with -v %s:ro",
				     options->disks[i].path, options->count,
				     options->disks[i].path);
	return 0;
}

static bool is_taken(const struct run_options *options, uint32_t disks,
		     uint64_t number)
{
	for (uint32_t i = 0; i < disks; i++)
		if (options->disks[i].number == number)
			return true;
	return false;
}

static int read_number(const struct run_options *options, uint32_t disks,
		       const char *option, const char *value, uint64_t *number)
{
	if (!parse_number(value, 1, UINT8_MAX, number))
		return error("image: option %s %s: not the number of a disk; "
			     "the first of the machine that boots is 1",
			     option, value);
	if (is_taken(options, disks, *number))
		return error("image: option %s %s: that disk is given twice",
			     option, value);
	return 0;
}

int disks_number(struct run_options *options)
{
	uint64_t number = 0;

	for (uint32_t i = 0; i < options->disk_count; i++) {
		struct disk_option *disk = &options->disks[i];

		if (read_number(options, i, "-v", disk->path, &number) != 0)
			return STATUS_ERROR;
		disk->number = (uint8_t)number;
	}
	if (options->swap == NULL)
		return 0;
	if (read_number(options, options->disk_count, "--swap", options->swap,
			&number) != 0)
		return STATUS_ERROR;
	options->swap_number = (uint32_t)number;
	return 0;
}

/* Held until the last descriptor is closed, QEMU's included. */
static int lock(const struct disk_option *disk, int fd)
{
	if (flock(fd, (disk->read_only ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0)
		return 0;
	return error("-v %s: another run has it as its disk%s", disk->path,
		     disk->read_only ? " and may write to it" :
				       "; runs can share it with :ro");
}

static int check_file(const struct disk_option *disk, int fd)
{
	const char *path = disk->path;
	struct stat status;
	off_t end = lseek(fd, 0, SEEK_END);

	if (fstat(fd, &status) != 0 ||
	    (!S_ISREG(status.st_mode) && !S_ISBLK(status.st_mode)) || end < 0)
		return error("-v %s: neither a regular file nor a block device",
			     path);
	if (end == 0)
		return error("-v %s: it is empty; `truncate -s 64M %s` makes "
			     "it a disk of 64 MiB",
			     path, path);
	if (end % DENALI_PAGE_SIZE != 0)
		return error("-v %s: its size is not a multiple of %d (%lld)",
			     path, DENALI_PAGE_SIZE, (long long)end);
	return lock(disk, fd);
}

static int open_one(const struct disk_option *disk, int *fd)
{
	*fd = open(disk->path, (disk->read_only ? O_RDONLY : O_RDWR) |
				       O_CLOEXEC | O_NONBLOCK);
	if (*fd >= 0)
		return check_file(disk, *fd);
	if (errno == ENOENT)
		return error("-v %s: there is no such file; `truncate -s 64M "
			     "%s && mke2fs -q -t ext4 %s` makes a disk of 64 "
			     "MiB with an empty file system",
			     disk->path, disk->path, disk->path);
	if (errno == EISDIR)
		return error("-v %s: neither a regular file nor a block device",
			     disk->path);
	if (!disk->read_only && (errno == EACCES || errno == EROFS))
		return error("-v %s: cannot open it for writing: %s; to read "
			     "it only, give -v %s:ro",
			     disk->path, strerror(errno), disk->path);
	return error("-v %s: cannot open it: %s", disk->path, strerror(errno));
}

int disks_open(const struct run_options *options, int *fds)
{
	int status = 0;

	for (uint32_t i = 0; i < DENALI_DISKS; i++)
		fds[i] = -1;
	for (uint32_t i = 0; i < options->disk_count && status == 0; i++)
		status = open_one(&options->disks[i], &fds[i]);
	return status;
}
