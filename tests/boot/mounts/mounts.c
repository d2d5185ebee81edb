/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What is mounted where, mounting and unmounting, memory that is full, devices.
 * The image has `tmpfs:/small:size=256K` and `tmpfs:/site/fixed:ro`.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "guest/check.h"

#define SMALL (256 * 1024)

static char block[4096];

static void check_places(void)
{
	struct stat root, dev, tmp, shm, small;
	struct statvfs room;

	EQUAL(stat("/", &root), 0);
	EQUAL(stat("/dev", &dev), 0);
	EQUAL(stat("/tmp", &tmp), 0);
	EQUAL(stat("/dev/shm", &shm), 0);
	EQUAL(stat("/small", &small), 0);
	EQUAL(root.st_dev, dev.st_dev);
	CHECK(tmp.st_dev != root.st_dev && shm.st_dev != tmp.st_dev &&
	      small.st_dev != tmp.st_dev);
	EQUAL(tmp.st_mode, S_IFDIR | 01777);
	EQUAL(statvfs("/tmp", &room), 0);
	EQUAL(room.f_blocks, 16 * 1024 * 1024 / 4 / 4096);
	EQUAL(statvfs("/small", &room), 0);
	EQUAL(room.f_blocks, SMALL / 4096);
	EQUAL(statvfs("/site/fixed", &room), 0);
	CHECK(room.f_flag & ST_RDONLY);
	FAILS(mkdir("/site/fixed/x", 0700), EROFS);
	FAILS(open("/site/fixed/x", O_RDWR | O_CREAT, 0600), EROFS);
	FAILS(mkdir("/site/x", 0700), EROFS);
	FAILS(rmdir("/small"), EBUSY);
	FAILS(rename("/small", "/x"), EBUSY);
	FAILS(rename("/small/../tmp", "/small"), EBUSY);
}

static size_t fill(int fd)
{
	size_t written = 0;
	ssize_t part;

	while ((part = write(fd, block, sizeof(block))) > 0)
		written += (size_t)part;
	FAILS(write(fd, block, sizeof(block)), ENOSPC);
	return written;
}

/* Nothing is lost of what can be had, time and again. */
static void check_full(void)
{
	struct statvfs before, after;
	size_t most = 0;

	EQUAL(chdir("/small"), 0);
	EQUAL(statvfs(".", &before), 0);
	for (int round = 0; round < 3; round++) {
		int fd = open("file", O_RDWR | O_CREAT, 0600);
		size_t written = fill(fd);

		CHECK(written > SMALL * 9 / 10 && written <= SMALL);
		CHECK(round == 0 || written == most);
		most = written;
		EQUAL(pwrite(fd, "x", 1, 0), 1);
		if (round == 1)
			EQUAL(unlink("file"), 0);
		if (round == 2)
			EQUAL(ftruncate(fd, 0), 0);
		EQUAL(close(fd), 0);
		if (round != 1)
			EQUAL(unlink("file"), 0);
	}
	EQUAL(statvfs(".", &after), 0);
	CHECK(after.f_bfree + 1 >= before.f_bfree);
	EQUAL(chdir("/"), 0);
}

/* Names count too. */
static void check_many(void)
{
	char name[32];
	int count = 0, i;

	do {
		snprintf(name, sizeof(name), "/small/%d", count++);
	} while (mkdir(name, 0700) == 0 && count < SMALL / 64);
	FAILS(mkdir(name, 0700), ENOSPC);
	CHECK(count > 200);
	for (i = 0; i < count - 1; i++) {
		snprintf(name, sizeof(name), "/small/%d", i);
		if (!EQUAL(rmdir(name), 0))
			break;
	}
	EQUAL(rmdir("/small"), -1);
}

static void check_sparse(void)
{
	int fd = open("/small/file", O_RDWR | O_CREAT, 0600);
	struct stat status;
	char byte = 1;

	EQUAL(pwrite(fd, "x", 1, 1 << 30), 1);
	EQUAL(fstat(fd, &status), 0);
	CHECK(status.st_size == (1 << 30) + 1 && status.st_blocks == 8);
	EQUAL(pread(fd, &byte, 1, 1 << 29), 1);
	EQUAL(byte, 0);
	EQUAL(ftruncate(fd, 1 << 29), 0);
	EQUAL(fstat(fd, &status), 0);
	EQUAL(status.st_blocks, 0);
	EQUAL(close(fd), 0);
	EQUAL(unlink("/small/file"), 0);
}

/* Room that cannot be had whole is not taken in part. */
static void check_reserving(void)
{
	int fd = open("/small/file", O_RDWR | O_CREAT, 0600);
	struct statvfs before, after;

	EQUAL(write(fd, "x", 1), 1);
	EQUAL(statvfs("/small", &before), 0);
	EQUAL(posix_fallocate(fd, 100, 2 * SMALL), ENOSPC);
	EQUAL(statvfs("/small", &after), 0);
	EQUAL(after.f_bfree, before.f_bfree);
	EQUAL(lseek(fd, 0, SEEK_END), 1);
	EQUAL(posix_fallocate(fd, 0, SMALL / 2), 0);
	EQUAL(close(fd), 0);
	EQUAL(unlink("/small/file"), 0);
}

static void check_mounting(void)
{
	int fd;

	EQUAL(mkdir("/tmp/m", 0700), 0);
	EQUAL(mkdir("/tmp/m/hidden", 0700), 0);
	FAILS(mount("x", "/tmp/m", "none", 0, NULL), ENODEV);
	FAILS(mount("x", "/tmp/absent", "tmpfs", 0, NULL), ENOENT);
	FAILS(mount("x", "/tmp/m", "tmpfs", 0, "size=0"), EINVAL);
	FAILS(mount("x", "/tmp/m", "tmpfs", 0, "size=1X"), EINVAL);
	FAILS(mount("x", "/tmp/m", "tmpfs", 0, "other"), EINVAL);
	FAILS(mount("x", "/tmp/m", "tmpfs", 32, NULL), EINVAL);
	FAILS(mount("disk0", "/tmp/m", "ext2", 0, NULL), ENODEV);
	FAILS(mount("x", "/dev/null", "tmpfs", 0, NULL), ENOTDIR);
	FAILS(mount("x", "/", "tmpfs", 0, NULL), EBUSY);
	EQUAL(mount("x", "/tmp/m", "tmpfs", 0, "size=64K,mode=700"), 0);
	FAILS(mount("x", "/tmp/m", "tmpfs", 0, NULL), EBUSY);
	FAILS(access("/tmp/m/hidden", F_OK), ENOENT);
	fd = open("/tmp/m/file", O_RDWR | O_CREAT, 0600);
	CHECK(fd >= 0);
	FAILS(link("/tmp/m/file", "/tmp/file"), EXDEV);
	FAILS(rename("/tmp/m/file", "/tmp/file"), EXDEV);
	FAILS(umount("/tmp/m"), EBUSY);
	EQUAL(close(fd), 0);
	EQUAL(chdir("/tmp/m"), 0);
	FAILS(umount("/tmp/m"), EBUSY);
	EQUAL(chdir(".."), 0);
	EQUAL(access("m/file", F_OK), 0);
	FAILS(umount("/tmp/absent"), ENOENT);
	FAILS(umount("/tmp/m/file"), EINVAL);
	FAILS(umount("/"), EINVAL);
	FAILS(umount2("/tmp/m", MNT_FORCE), EINVAL);
	EQUAL(umount("/tmp/m"), 0);
	FAILS(umount("/tmp/m"), EINVAL);
	EQUAL(rmdir("/tmp/m/hidden"), 0);
	EQUAL(rmdir("m"), 0);
	EQUAL(chdir("/"), 0);
}

static void check_devices(void)
{
	struct stat status;
	char bytes[2][16] = { "" }, name[32];
	int fd = open("/dev/full", O_RDWR);

	FAILS(write(fd, "x", 1), ENOSPC);
	EQUAL(read(fd, bytes, 16), 16);
	EQUAL(fstat(fd, &status), 0);
	CHECK(S_ISCHR(status.st_mode) && status.st_rdev == 0x107);
	EQUAL(close(fd), 0);
	fd = open("/dev/urandom", O_RDONLY);
	EQUAL(read(fd, bytes[0], 16), 16);
	EQUAL(read(fd, bytes[1], 16), 16);
	CHECK(memcmp(bytes[0], bytes[1], 16) != 0);
	EQUAL(close(fd), 0);
	fd = open("/dev/null", O_RDWR | O_CREAT | O_TRUNC, 0600);
	EQUAL(write(fd, "x", 1), 1);
	EQUAL(read(fd, bytes, 1), 0);
	EQUAL(close(fd), 0);
	EQUAL(write(open("/dev/fd/1", O_WRONLY), "", 0), 0);
	FAILS(open("/dev/fd/99", O_RDONLY), ENOENT);
	fd = open("/site/a.txt", O_RDONLY);
	CHECK(fd >= 0);
	snprintf(name, sizeof(name), "/dev/fd/%d", fd);
	FAILS(open(name, O_RDONLY | O_TRUNC), EROFS);
	EQUAL(close(fd), 0);
	FAILS(open("/dev/absent", O_RDONLY), ENOENT);
	FAILS(open("/dev/new", O_RDWR | O_CREAT, 0600), EROFS);
	FAILS(unlink("/dev/null"), EROFS);
	FAILS(open("/dev/null", O_RDONLY | O_DIRECTORY), ENOTDIR);
	FAILS(chroot("/tmp"), EPERM);
	FAILS(chroot("/absent"), ENOENT);
}

/* What is mounted is there for constructors too. */
static bool was_early;

__attribute__((constructor)) static void be_early(void)
{
	int fd = open("/small/early", O_RDWR | O_CREAT, 0600);

	was_early = fd >= 0 && write(fd, "x", 1) == 1 && close(fd) == 0;
}

static void check_early(void)
{
	CHECK(was_early);
	EQUAL(unlink("/small/early"), 0);
}

int main(void)
{
	check_early();
	check_places();
	check_full();
	check_many();
	check_sparse();
	check_reserving();
	check_mounting();
	check_devices();
	return check_end();
}
