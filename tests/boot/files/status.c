/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include <utime.h>

#include "files.h"

static bool is_recent(time_t when)
{
	time_t now = time(NULL);

	return when <= now && when >= now - 60;
}

static void check_times(void)
{
	const struct timespec times[2] = { { 1000000000, 123456789 },
					   { 2000000000, 0 } };
	struct timespec some[2] = { { 5, UTIME_OMIT }, { 7, UTIME_NOW } };
	const struct timeval old[2] = { { 100, 5 }, { 200, 6 } };
	const struct utimbuf oldest = { 300, 400 };
	struct stat status;

	put("a", "x");
	EQUAL(stat("a", &status), 0);
	CHECK(is_recent(status.st_atime) && is_recent(status.st_mtime) &&
	      is_recent(status.st_ctime));
	EQUAL(utimensat(AT_FDCWD, "a", times, 0), 0);
	EQUAL(stat("a", &status), 0);
	EQUAL(status.st_atim.tv_sec, 1000000000);
	EQUAL(status.st_atim.tv_nsec, 123456789);
	EQUAL(status.st_mtim.tv_sec, 2000000000);
	CHECK(is_recent(status.st_ctime));
	EQUAL(utimensat(AT_FDCWD, "a", some, 0), 0);
	EQUAL(stat("a", &status), 0);
	EQUAL(status.st_atim.tv_sec, 1000000000);
	CHECK(is_recent(status.st_mtime));
	some[0].tv_nsec = 1000000000;
	FAILS(utimensat(AT_FDCWD, "a", some, 0), EINVAL);
	FAILS(utimensat(AT_FDCWD, "absent", NULL, 0), ENOENT);
	EQUAL(utimes("a", old), 0);
	EQUAL(stat("a", &status), 0);
	EQUAL(status.st_atime, 100);
	EQUAL(status.st_mtim.tv_nsec, 6000);
	EQUAL(utime("a", &oldest), 0);
	EQUAL(stat("a", &status), 0);
	EQUAL(status.st_mtime, 400);
	put("a", "y");
	EQUAL(stat("a", &status), 0);
	CHECK(is_recent(status.st_mtime));
	EQUAL(unlink("a"), 0);
}

static void check_owners(void)
{
	struct stat status;
	int fd = open("a", O_RDWR | O_CREAT, 0600);

	EQUAL(chown("a", 12, 34), 0);
	EQUAL(fstat(fd, &status), 0);
	CHECK(status.st_uid == 12 && status.st_gid == 34);
	EQUAL(fchown(fd, (uid_t)-1, 56), 0);
	EQUAL(fstat(fd, &status), 0);
	CHECK(status.st_uid == 12 && status.st_gid == 56);
	EQUAL(symlink("absent", "link"), 0);
	EQUAL(lchown("link", 1, 1), 0);
	FAILS(chown("link", 1, 1), ENOENT);
	FAILS(chown("absent", 1, 1), ENOENT);
	FAILS(fchown(99, 1, 1), EBADF);
	EQUAL(fchmod(fd, 0751), 0);
	EQUAL(fstat(fd, &status), 0);
	EQUAL(status.st_mode, S_IFREG | 0751);
	EQUAL(fchmodat(AT_FDCWD, "a", 0600, 0), 0);
	FAILS(chmod("absent", 0600), ENOENT);
	FAILS(fchmod(99, 0600), EBADF);
	EQUAL(access("a", R_OK | W_OK), 0);
	FAILS(access("a", X_OK), EACCES);
	EQUAL(access(".", R_OK | W_OK | X_OK), 0);
	EQUAL(access("a", F_OK), 0);
	FAILS(access("absent", F_OK), ENOENT);
	FAILS(access("a/x", F_OK), ENOTDIR);
	FAILS(access("a", 64), EINVAL);
	FAILS(faccessat(99, "a", F_OK, 0), EBADF);
	EQUAL(close(fd), 0);
	EQUAL(unlink("a"), 0);
	EQUAL(unlink("link"), 0);
}

static void check_identity(void)
{
	struct stat a, b, here, above;
	struct statvfs room;
	int fd = open("a", O_RDWR | O_CREAT, 0600);

	EQUAL(write(fd, "12345", 5), 5);
	EQUAL(fstat(fd, &a), 0);
	EQUAL(fstatat(AT_FDCWD, "a", &b, 0), 0);
	CHECK(a.st_ino == b.st_ino && a.st_dev == b.st_dev);
	CHECK(a.st_size == 5 && a.st_blocks > 0 && a.st_nlink == 1);
	EQUAL(stat(".", &here), 0);
	EQUAL(stat("..", &above), 0);
	CHECK(here.st_dev == a.st_dev && here.st_ino != above.st_ino);
	EQUAL(stat("/", &above), 0);
	CHECK(above.st_dev != here.st_dev || above.st_ino != here.st_ino);
	FAILS(fstatat(AT_FDCWD, "a", &b, 0x40000), EINVAL);
	EQUAL(statvfs("a", &room), 0);
	CHECK(room.f_bfree > 0 && room.f_blocks > room.f_bfree);
	CHECK(room.f_namemax == 255 && !(room.f_flag & ST_RDONLY));
	EQUAL(fstatvfs(fd, &room), 0);
	FAILS(statvfs("absent", &room), ENOENT);
	EQUAL(close(fd), 0);
	EQUAL(unlink("a"), 0);
}

int check_status(void)
{
	check_times();
	check_owners();
	check_identity();
	return check_failures;
}
