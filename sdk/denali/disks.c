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
#include "fileio.h"
#include "parse.h"
#include "remedy.h"

/* What a disk is made by. */
#define MAKE_ONE "`truncate -s 64M FILE` makes a disk"

int disks_add(struct part_options *part, const char *value)
{
	struct disk_option *disk;
	size_t length = strlen(value);

	if (part->disk_count == DENALI_DISKS)
		return error("-v %s: a VM has at most %d disks; give fewer",
			     value, DENALI_DISKS);
	disk = &part->disks[part->disk_count++];
	disk->read_only = length > 3 && strcmp(value + length - 3, ":ro") == 0;
	disk->path = allocate_text(
		"%.*s", (int)(disk->read_only ? length - 3 : length), value);
	return 0;
}

uint32_t disks_count(const struct run_options *options)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < options->part_count; i++)
		count += options->parts[i].disk_count;
	return count;
}

static int check_part(const struct part_options *part)
{
	if (part->count == 1)
		return 0;
	for (uint32_t i = 0; i < part->disk_count; i++)
		if (!part->disks[i].read_only)
			return error("-v %s: %u instances cannot write to one "
				     "disk; share it read-only with -v %s:ro",
				     part->disks[i].path, part->count,
				     part->disks[i].path);
	return 0;
}

int disks_check(const struct run_options *options)
{
	uint32_t most = options->swap != NULL ? DISKS_MAX - 1 : DISKS_MAX;

	for (uint32_t i = 0; i < options->part_count; i++)
		if (check_part(&options->parts[i]) != 0)
			return STATUS_ERROR;
	if (disks_count(options) <= most)
		return 0;
	return error("-v: the images have %u disks in all, and the machine has "
		     "room for %u%s; give fewer",
		     disks_count(options), most,
		     options->swap != NULL ? " beside --swap" : "");
}

static int read_number(bool taken[UINT8_MAX + 1], const char *option,
		       const char *value, uint64_t *number)
{
	if (!parse_number(value, 1, UINT8_MAX, number))
		return error("image: option %s %s: not the number of a disk; "
			     "the first of the machine that boots is 1",
			     option, value);
	if (taken[*number])
		return error("image: option %s %s: that disk is given twice",
			     option, value);
	taken[*number] = true;
	return 0;
}

static int number_part(struct part_options *part, bool taken[UINT8_MAX + 1])
{
	uint64_t number = 0;

	for (uint32_t i = 0; i < part->disk_count; i++) {
		struct disk_option *disk = &part->disks[i];

		if (read_number(taken, "-v", disk->path, &number) != 0)
			return STATUS_ERROR;
		disk->number = (uint8_t)number;
	}
	return 0;
}

int disks_number(struct run_options *options)
{
	bool taken[UINT8_MAX + 1] = { false };
	uint64_t number = 0;

	for (uint32_t i = 0; i < options->part_count; i++)
		if (number_part(&options->parts[i], taken) != 0)
			return STATUS_ERROR;
	if (options->swap == NULL)
		return 0;
	if (read_number(taken, "--swap", options->swap, &number) != 0)
		return STATUS_ERROR;
	options->swap_number = (uint32_t)number;
	return 0;
}

/* Held until the last descriptor is closed, QEMU's included.  fds has the
 * disks so far, and count is how many they are. */
static int lock(const struct disk_option *disk, const int *fds, uint32_t count)
{
	int fd = fds[count];

	if (flock(fd, (disk->read_only ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0)
		return 0;
	for (uint32_t i = 0; i < count; i++)
		if (is_same_file(fds[i], fd))
			return error("-v %s: given twice, and one of them may "
				     "write to it; give both with :ro",
				     disk->path);
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
		return error(
			"-v %s: neither a regular file nor a block device; "
			"" MAKE_ONE,
			path);
	if (end == 0)
		return error("-v %s: it is empty; `truncate -s 64M %s` makes "
			     "it a disk of 64 MiB",
			     path, path);
	if (end % DENALI_PAGE_SIZE != 0)
		return error("-v %s: its size is not a multiple of %d (%lld); "
			     "`truncate -s %%%d` fills it up",
			     path, DENALI_PAGE_SIZE, (long long)end,
			     DENALI_PAGE_SIZE);
	return 0;
}

/* The next disk, which is fds[count]. */
static int open_one(const struct disk_option *disk, int *fds, uint32_t count)
{
	int mode = disk->read_only ? O_RDONLY : O_RDWR;

	fds[count] = open(disk->path, mode | O_CLOEXEC | O_NONBLOCK);
	if (fds[count] >= 0)
		return check_file(disk, fds[count]) != 0 ?
			       STATUS_ERROR :
			       lock(disk, fds, count);
	if (errno == ENOENT)
		return error("-v %s: there is no such file; `truncate -s 64M "
			     "%s && mke2fs -q -t ext4 %s` makes a disk of 64 "
			     "MiB with an empty file system",
			     disk->path, disk->path, disk->path);
	if (errno == EISDIR)
		return error(
			"-v %s: neither a regular file nor a block device; "
			"" MAKE_ONE,
			disk->path);
	if (!disk->read_only && (errno == EACCES || errno == EROFS))
		return error("-v %s: cannot open it for writing: %s; to read "
			     "it only, give -v %s:ro",
			     disk->path, strerror(errno), disk->path);
	return error("-v %s: cannot open it: %s; %s", disk->path,
		     strerror(errno), remedy(errno));
}

int disks_open(const struct run_options *options, int *fds)
{
	uint32_t next = 0;
	int status = 0;

	for (uint32_t i = 0; i < DISKS_MAX; i++)
		fds[i] = -1;
	for (uint32_t i = 0; i < options->part_count; i++) {
		const struct part_options *part = &options->parts[i];

		for (uint32_t j = 0; j < part->disk_count && status == 0; j++)
			status = open_one(&part->disks[j], fds, next++);
	}
	return status;
}
