/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What comes of disks that are full, read-only, damaged, failing or something
 * else, by command (see the table at the end); N is the disk's number, and
 * /tmp/N where it is mounted.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "full.h"
#include "guest/check.h"

#define CHUNK 4096
#define MANY 100000

static char chunk[CHUNK];

static const char *name_of(int error)
{
	static const struct {
		int error;
		const char *name;
	} names[] = { { 0, "done" },        { EINVAL, "EINVAL" },
		      { EIO, "EIO" },       { EROFS, "EROFS" },
		      { ENOSPC, "ENOSPC" }, { ENXIO, "ENXIO" },
		      { ENODEV, "ENODEV" }, { EBUSY, "EBUSY" },
		      { ENOENT, "ENOENT" }, { ENOTDIR, "ENOTDIR" },
		      { ENOMEM, "ENOMEM" }, { EFBIG, "EFBIG" },
		      { EPERM, "EPERM" },   { ENOTEMPTY, "ENOTEMPTY" },
		      { EEXIST, "EEXIST" }, { ELOOP, "ELOOP" } };
	static char number[16];

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (names[i].error == error)
			return names[i].name;
	snprintf(number, sizeof number, "errno %d", error);
	return number;
}

/* Prints what a call came to. */
static void say(const char *what, const char *disk, long result)
{
	printf("%s %s: %s\n", what, disk, name_of(result < 0 ? errno : 0));
}

static void go_to(const char *disk)
{
	char path[16];

	snprintf(path, sizeof path, "/tmp/%s", disk);
	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		say("mkdir", disk, -1);
	CHECK(chdir(path) == 0);
}

static void mount_with(const char *disk, unsigned long flags)
{
	char path[16], source[16];

	snprintf(source, sizeof source, "disk%s", disk);
	snprintf(path, sizeof path, "/tmp/%s", disk);
	mkdir(path, 0755);
	say("mount", disk, mount(source, path, "ext2", flags, NULL));
}

static void mount_it(const char *disk)
{
	mount_with(disk, 0);
}

static void mount_read_only(const char *disk)
{
	mount_with(disk, MS_RDONLY);
}

static void unmount(const char *disk)
{
	char path[16];

	snprintf(path, sizeof path, "/tmp/%s", disk);
	CHECK(chdir("/") == 0);
	say("umount", disk, umount(path));
}

/* What mount(2) is given wrongly. */
static void mistakes(const char *disk)
{
	char source[16];

	snprintf(source, sizeof source, "disk%s", disk);
	CHECK(mkdir("/tmp/at", 0755) == 0);
	FAILS(mount("disk9", "/tmp/at", "ext2", 0, NULL), ENXIO);
	FAILS(mount("sda", "/tmp/at", "ext2", 0, NULL), ENODEV);
	FAILS(mount(source, "/tmp/at", "xfs", 0, NULL), ENODEV);
	FAILS(mount(source, "/tmp/none", "ext2", 0, NULL), ENOENT);
	FAILS(mount(source, "/dev/null", "ext2", 0, NULL), ENOTDIR);
	FAILS(mount(source, "/tmp/at", "ext2", 0, "what=1"), EINVAL);
	FAILS(umount("/tmp/at"), EINVAL);
	CHECK(mount(source, "/tmp/at", "ext4", 0, NULL) == 0);
	FAILS(mount(source, "/tmp/at", "ext2", 0, NULL), EBUSY);
	CHECK(umount("/tmp/at") == 0);
	CHECK(rmdir("/tmp/at") == 0);
	printf("mistakes %s: %d failures\n", disk, check_failures);
}

/* ---- walking ---- */

static unsigned int files, bytes, errors;
static int last_error;

static void count_error(void)
{
	errors++;
	last_error = errno;
}

static void read_whole(const char *path)
{
	int fd = open(path, O_RDONLY);
	ssize_t got = -1;

	while (fd >= 0 && (got = read(fd, chunk, sizeof chunk)) > 0 &&
	       bytes < 100000000)
		bytes += (unsigned int)got;
	if (got < 0)
		count_error();
	if (fd >= 0)
		close(fd);
}

/* nftw() takes a directory that cannot be read on for one that has ended. */
static void read_names(const char *path)
{
	DIR *directory = opendir(path);

	errno = 0;
	while (directory != NULL && readdir(directory) != NULL)
		errno = 0;
	if (errno != 0)
		count_error();
	if (directory != NULL)
		closedir(directory);
}

static int visit(const char *path, const struct stat *status, int type,
		 struct FTW *walk)
{
	(void)status;
	(void)walk;
	files++;
	if (type == FTW_F)
		read_whole(path);
	else if (type == FTW_D)
		read_names(path);
	else if (type == FTW_SL && readlink(path, chunk, sizeof chunk) < 0)
		count_error();
	else if (type == FTW_NS || type == FTW_DNR)
		count_error();
	return files > MANY;
}

static void walk(const char *disk)
{
	files = bytes = errors = 0;
	last_error = 0;
	go_to(disk);
	if (nftw(".", visit, 8, FTW_PHYS) < 0)
		count_error();
	printf("walk %s: %u files, %u bytes, %s\n", disk, files, bytes,
	       errors == 0 ? "no errors" : name_of(last_error));
}

/* ---- changing ---- */

/* Every kind of change, whatever comes of it: the program goes on. */
static void change(const char *disk)
{
	int fd;

	go_to(disk);
	fd = open("new", O_RDWR | O_CREAT, 0644);
	say("create", disk, fd);
	if (fd >= 0) {
		ssize_t written = write(fd, chunk, sizeof chunk);

		say("write", disk, written);
		say("fsync", disk, fsync(fd));
		close(fd);
	}
	say("mkdir", disk, mkdir("newer", 0755));
	say("rename", disk, rename("file0", "newer/file0"));
	say("symlink", disk, symlink("newer", "link"));
	say("unlink", disk, unlink("file1"));
	say("truncate", disk, truncate("file2", 1));
	for (int i = 0; i < 100; i++) {
		char name[16];

		snprintf(name, sizeof name, "many%d", i);
		fd = open(name, O_WRONLY | O_CREAT, 0644);
		if (fd < 0)
			break;
		write(fd, chunk, 100);
		close(fd);
	}
	sync();
	printf("change %s: alive\n", disk);
}

static void try(const char *disk)
{
	mount_it(disk);
	walk(disk);
	change(disk);
}

/* A file system that may only be read. */
static void refuse(const char *disk)
{
	struct statvfs status;
	int fd;

	go_to(disk);
	FAILS(open("new", O_WRONLY | O_CREAT, 0644), EROFS);
	FAILS(open("file0", O_WRONLY), EROFS);
	FAILS(open("file0", O_RDONLY | O_TRUNC), EROFS);
	FAILS(mkdir("new", 0755), EROFS);
	FAILS(mkfifo("new", 0644), EROFS);
	FAILS(symlink("file0", "new"), EROFS);
	FAILS(link("file0", "new"), EROFS);
	FAILS(rename("file0", "new"), EROFS);
	FAILS(unlink("file0"), EROFS);
	FAILS(rmdir("folder"), EROFS);
	FAILS(truncate("file0", 0), EROFS);
	FAILS(chmod("file0", 0600), EROFS);
	FAILS(chown("file0", 1, 1), EROFS);
	FAILS(access("file0", W_OK), EROFS);
	/* Errors of names come first. */
	FAILS(mkdir("folder", 0755), EEXIST);
	FAILS(open("none", O_RDONLY), ENOENT);
	CHECK(statvfs(".", &status) == 0 && (status.f_flag & ST_RDONLY) != 0);
	fd = open("file0", O_RDONLY);
	CHECK(fd >= 0 && read(fd, chunk, 10) == 10 && fsync(fd) == 0);
	close(fd);
	printf("refuse %s: %d failures\n", disk, check_failures);
}

static void fill(const char *disk)
{
	go_to(disk);
	fill_disk(disk);
}

/* ---- a disk that is gone from the first flush on ---- */

static void lose(const char *disk)
{
	int fd, kept;

	go_to(disk);
	kept = open("file0", O_RDONLY);
	CHECK(read(kept, chunk, 10) == 10);
	fd = open("new", O_RDWR | O_CREAT, 0644);
	CHECK(write(fd, chunk, CHUNK) == CHUNK);
	say("first fsync", disk, fsync(fd));
	say("write", disk, pwrite(fd, chunk, CHUNK, 0));
	say("second fsync", disk, fsync(fd));
	say("mkdir", disk, mkdir("newer", 0755));
	say("third fsync", disk, fsync(fd));
	say("fourth fsync", disk, fsync(fd));
	say("read", disk, open("folder/far/away", O_RDONLY));
	close(fd);
	close(kept);
	printf("lose %s: alive\n", disk);
}

static const struct {
	const char *name;
	void (*perform)(const char *disk);
} commands[] = {
	{ "mount", mount_it }, { "mount-ro", mount_read_only },
	{ "umount", unmount }, { "mistakes", mistakes },
	{ "walk", walk },      { "try", try },
	{ "change", change },  { "refuse", refuse },
	{ "fill", fill },      { "lose", lose },
};

int main(int argc, char **argv)
{
	for (int i = 1; i + 1 < argc; i += 2)
		for (size_t j = 0; j < sizeof commands / sizeof commands[0];
		     j++)
			if (strcmp(argv[i], commands[j].name) == 0)
				commands[j].perform(argv[i + 1]);
	return check_end();
}
