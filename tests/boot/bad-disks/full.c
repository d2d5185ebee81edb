/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "full.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "guest/check.h"

#define CHUNK 4096

static char chunk[CHUNK], other[CHUNK];

static void pattern(char *data, unsigned int n)
{
	for (unsigned int i = 0; i < CHUNK; i++)
		data[i] = (char)(n * 31 + i / 3);
}

/* Writes until there is no room; how many bytes. */
static off_t write_all(int fd)
{
	off_t length = 0;
	ssize_t written;
	int error;

	for (;;) {
		size_t begin = (size_t)(length % CHUNK);

		pattern(chunk, (unsigned int)(length / CHUNK));
		written = write(fd, chunk + begin, CHUNK - begin);
		if (written <= 0)
			break;
		length += written;
	}
	error = errno;
	CHECK(written == -1);
	EQUAL(error, ENOSPC);
	return length;
}

static void verify(int fd, off_t length)
{
	off_t at = 0;

	for (; at < length; at += CHUNK) {
		ssize_t got = pread(fd, other, CHUNK, at);

		pattern(chunk, (unsigned int)(at / CHUNK));
		if (got <= 0 || memcmp(chunk, other, (size_t)got) != 0)
			break;
	}
	CHECK(at >= length);
}

static void make_small(unsigned int n, char name[16])
{
	snprintf(name, 16, "small%u", n);
}

/* Files without contents, until there are no inodes. */
static unsigned int fill_inodes(void)
{
	unsigned int n = 0;
	char name[16];
	int fd, error;

	for (;; n++) {
		make_small(n, name);
		fd = open(name, O_WRONLY | O_CREAT | O_EXCL, 0644);
		if (fd < 0)
			break;
		close(fd);
	}
	error = errno;
	CHECK(fd == -1);
	EQUAL(error, ENOSPC);
	FAILS(mkdir("no-room", 0755), ENOSPC);
	FAILS(symlink("no-room", "no-room"), ENOSPC);
	FAILS(access("no-room", F_OK), ENOENT);
	return n;
}

static void empty_inodes(unsigned int count)
{
	char name[16];

	while (count-- > 0) {
		make_small(count, name);
		CHECK(unlink(name) == 0);
	}
}

/* The last blocks may have been kept for such. */
static void fill_folders(void)
{
	unsigned int n = 0;
	char name[16];
	int error;

	for (make_small(0, name); mkdir(name, 0755) == 0; n++)
		make_small(n + 1, name);
	error = errno;
	EQUAL(error, ENOSPC);
	while (n-- > 0) {
		make_small(n, name);
		CHECK(rmdir(name) == 0);
	}
}

/* What needs no room works, what needs some fails, and nothing is lost. */
static void use_full(int fd, off_t length)
{
	struct statvfs status;
	int sparse;

	CHECK(statvfs(".", &status) == 0 && status.f_bavail < 16);
	pattern(chunk, 0);
	EQUAL(pwrite(fd, chunk, CHUNK, 0), CHUNK);
	CHECK(fsync(fd) == 0);
	CHECK(rename("large", "renamed") == 0);
	CHECK(rename("renamed", "large") == 0);
	CHECK(chmod("large", 0600) == 0);
	sparse = open("sparse", O_RDWR | O_CREAT, 0644);
	CHECK(sparse >= 0);
	CHECK(ftruncate(sparse, 1000000) == 0);
	EQUAL(read(sparse, other, 1), 1);
	FAILS(pwrite(sparse, chunk, CHUNK, 500000), ENOSPC);
	CHECK(ftruncate(sparse, 0) == 0);
	close(sparse);
	fill_folders();
	verify(fd, length);
	EQUAL(posix_fallocate(fd, 0, length * 2), ENOSPC);
	CHECK(ftruncate(fd, length) == 0); /* some may have been given */
}

void fill_disk(const char *disk)
{
	struct statvfs before, after;
	unsigned int small;
	off_t length;
	int fd;

	CHECK(statvfs(".", &before) == 0);
	fd = open("large", O_RDWR | O_CREAT, 0644);
	length = write_all(fd);
	CHECK(fsync(fd) == 0);
	use_full(fd, length);
	small = fill_inodes();
	empty_inodes(small);
	verify(fd, length);
	CHECK(unlink("large") == 0);
	close(fd);
	CHECK(unlink("sparse") == 0);
	fd = open("large", O_RDWR | O_CREAT, 0644);
	CHECK(write_all(fd) >= length);
	CHECK(ftruncate(fd, 0) == 0);
	close(fd);
	CHECK(unlink("large") == 0);
	CHECK(mkdir("folder3", 0755) == 0 && rmdir("folder3") == 0);
	sync();
	CHECK(statvfs(".", &after) == 0);
	CHECK(after.f_bfree + 8 >= before.f_bfree);
	EQUAL(after.f_ffree, before.f_ffree);
	printf("fill %s: %d failures, %lld bytes, %u files\n", disk,
	       check_failures, (long long)length, small);
}
