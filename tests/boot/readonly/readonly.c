/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Files cannot be changed, and each call says why.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <unistd.h>
#include <utime.h>

#include "guest/check.h"

#define THERE "/etc/hosts"
#define ABSENT "/etc/nothing"

static void check_new(void)
{
	char name[] = "/tmpXXXXXX";

	FAILS(creat(ABSENT, 0600), EROFS);
	FAILS(mkdir(ABSENT, 0700), EROFS);
	FAILS(mkdir("/etc", 0700), EEXIST);
	FAILS(mkdirat(AT_FDCWD, "etc", 0700), EEXIST);
	FAILS(mkfifo(ABSENT, 0600), EROFS);
	FAILS(mkfifoat(AT_FDCWD, THERE, 0600), EEXIST);
	FAILS(mknod(ABSENT, 0600, 0), EROFS);
	FAILS(mknodat(AT_FDCWD, THERE, 0600, 0), EEXIST);
	FAILS(symlink("x", ABSENT), EROFS);
	FAILS(symlinkat("x", AT_FDCWD, THERE), EEXIST);
	FAILS(mkstemp(name), EROFS);
}

static void check_named(void)
{
	FAILS(chown(THERE, 0, 0), EROFS);
	FAILS(lchown(ABSENT, 0, 0), ENOENT);
	FAILS(fchownat(AT_FDCWD, THERE, 0, 0, 0), EROFS);
	FAILS(chmod(THERE, 0644), EROFS);
	FAILS(fchmodat(AT_FDCWD, ABSENT, 0644, 0), ENOENT);
	FAILS(utime(THERE, NULL), EROFS);
	FAILS(utimes(ABSENT, NULL), ENOENT);
	FAILS(utimensat(AT_FDCWD, THERE, NULL, 0), EROFS);
	FAILS(truncate(THERE, 0), EROFS);
	FAILS(truncate(THERE, -1), EINVAL);
	FAILS(unlinkat(AT_FDCWD, THERE, 0), EROFS);
	FAILS(renameat(AT_FDCWD, THERE, AT_FDCWD, ABSENT), EROFS);
	FAILS(linkat(AT_FDCWD, ABSENT, AT_FDCWD, THERE, 0), ENOENT);
	FAILS(open(THERE, O_WRONLY), EROFS);
}

static void check_descriptor(void)
{
	int fd = open(THERE, O_RDONLY);
	char text[4];

	FAILS(fchown(fd, 0, 0), EROFS);
	FAILS(fchown(-1, 0, 0), EBADF);
	FAILS(fchmod(fd, 0644), EROFS);
	FAILS(futimens(fd, NULL), EROFS);
	FAILS(ftruncate(fd, 0), EINVAL);
	FAILS(ftruncate(99, 0), EBADF);
	EQUAL(posix_fallocate(fd, 0, 1), EBADF);
	EQUAL(posix_fallocate(fd, 0, 0), EINVAL);
	EQUAL(posix_fadvise(fd, 0, 0, POSIX_FADV_WILLNEED), 0);
	EQUAL(posix_fadvise(fd, 0, 0, 77), EINVAL);
	EQUAL(posix_fadvise(99, 0, 0, POSIX_FADV_NORMAL), EBADF);
	EQUAL(fsync(fd), 0);
	FAILS(fdatasync(99), EBADF);
	FAILS(lockf(fd, F_TLOCK, 0), EBADF);
	FAILS(lockf(fd, 77, 0), EINVAL);
	EQUAL(lseek(fd, 2, SEEK_SET), 2);
	EQUAL(pread(fd, text, 4, 4), 4);
	CHECK(memcmp(text, "0.0.", 4) == 0);
	EQUAL(lseek(fd, 0, SEEK_CUR), 2);
	FAILS(pread(fd, text, 4, -1), EINVAL);
	FAILS(pwrite(fd, text, 4, 0), EBADF);
	FAILS(pread(99, text, 4, 0), EBADF);
	close(fd);
}

static void check_pipe(void)
{
	int ends[2];
	char byte;

	EQUAL(pipe(ends), 0);
	FAILS(fsync(ends[1]), EINVAL);
	EQUAL(posix_fadvise(ends[0], 0, 0, POSIX_FADV_NORMAL), ESPIPE);
	FAILS(pread(ends[0], &byte, 1, 0), ESPIPE);
	FAILS(pwrite(ends[1], &byte, 1, 0), ESPIPE);
	close(ends[0]);
	close(ends[1]);
}

static void check_folders(void)
{
	struct stat status;
	char path[8];
	char *made = getcwd(NULL, 0), *another = get_current_dir_name();
	int folder = open("/etc", O_RDONLY | O_DIRECTORY);
	int file = open(THERE, O_RDONLY);

	CHECK(getcwd(path, 2) == path && strcmp(path, "/") == 0);
	CHECK(getcwd(path, 1) == NULL && errno == ERANGE);
	CHECK(getcwd(path, 0) == NULL && errno == EINVAL);
	CHECK(made != NULL && strcmp(made, "/") == 0);
	free(made);
	CHECK(another != NULL && strcmp(another, "/") == 0);
	free(another);
	EQUAL(chdir("/etc/.."), 0);
	EQUAL(chdir("/etc"), 0);
	EQUAL(close(open("hosts", O_RDONLY)), 0);
	EQUAL(chdir("/"), 0);
	FAILS(chdir(THERE), ENOTDIR);
	FAILS(chdir(ABSENT), ENOENT);
	EQUAL(fchdir(folder), 0);
	CHECK(getcwd(path, 8) == path && strcmp(path, "/etc") == 0);
	EQUAL(chdir(".."), 0);
	FAILS(fchdir(file), ENOTDIR);
	FAILS(fchdir(99), EBADF);
	EQUAL(close(openat(folder, "hosts", O_RDONLY)), 0);
	FAILS(openat(folder, "x", O_RDWR | O_CREAT, 0600), EROFS);
	FAILS(openat(file, "hosts", O_RDONLY), ENOTDIR);
	FAILS(openat(99, "hosts", O_RDONLY), EBADF);
	EQUAL(close(openat(99, THERE, O_RDONLY)), 0);
	EQUAL(fstatat(AT_FDCWD, "etc/hosts", &status, 0), 0);
	CHECK(S_ISREG(status.st_mode));
	FAILS(fstatat(AT_FDCWD, THERE, &status, 64), EINVAL);
	EQUAL(faccessat(folder, THERE, R_OK, AT_EACCESS), 0);
	FAILS(faccessat(AT_FDCWD, THERE, R_OK, 64), EINVAL);
	FAILS(unlinkat(folder, "hosts", 0), EROFS);
	close(folder);
	close(file);
}

static void check_others(void)
{
	struct statvfs room;
	char text[8];

	FAILS(readlink(THERE, text, sizeof text), EINVAL);
	FAILS(readlink(ABSENT, text, sizeof text), ENOENT);
	FAILS(readlinkat(AT_FDCWD, THERE, text, sizeof text), EINVAL);
	EQUAL(statvfs("/", &room), 0);
	CHECK(room.f_flag & ST_RDONLY && room.f_bfree == 0);
	FAILS(statvfs(ABSENT, &room), ENOENT);
	EQUAL(fstatvfs(0, &room), 0);
	FAILS(fstatvfs(99, &room), EBADF);
	sync();
}

int main(void)
{
	check_new();
	check_named();
	check_descriptor();
	check_pipe();
	check_folders();
	check_others();
	return check_end();
}
