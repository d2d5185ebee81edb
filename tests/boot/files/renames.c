/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"

static void check_files(void)
{
	struct stat status;
	char text[4];
	int fd;

	put("a", "one");
	put("b", "two");
	fd = open("b", O_RDONLY);
	EQUAL(rename("a", "b"), 0);
	FAILS(stat("a", &status), ENOENT);
	CHECK(has("b", "one"));
	EQUAL(read(fd, text, 4), 3);
	CHECK(memcmp(text, "two", 3) == 0);
	EQUAL(close(fd), 0);
	EQUAL(rename("b", "b"), 0);
	EQUAL(link("b", "c"), 0);
	EQUAL(rename("b", "c"), 0);
	EQUAL(stat("b", &status), 0);
	EQUAL(status.st_nlink, 2);
	EQUAL(unlink("b"), 0);
	EQUAL(mkdir("folder", 0700), 0);
	EQUAL(rename("c", "folder/c"), 0);
	CHECK(has("folder/c", "one"));
	FAILS(rename("folder/c", "folder"), ENOTEMPTY);
	FAILS(rename("folder/c/", "x"), ENOTDIR);
	FAILS(rename("folder/c", "x/"), ENOTDIR);
	FAILS(rename("folder", "folder/c"), EINVAL);
	FAILS(rename("absent", "x"), ENOENT);
	FAILS(rename("folder/c", "absent/x"), ENOENT);
	FAILS(rename("folder/c", "folder/c/x"), ENOTDIR);
	FAILS(rename("", "x"), ENOENT);
	FAILS(rename("folder/c", ""), ENOENT);
	FAILS(rename("folder/c", "/dev/c"), EXDEV);
	EQUAL(unlink("folder/c"), 0);
	EQUAL(rmdir("folder"), 0);
}

static void check_folders(void)
{
	struct stat above, dots;

	EQUAL(mkdir("a", 0700), 0);
	EQUAL(mkdir("a/b", 0700), 0);
	EQUAL(mkdir("a/b/c", 0700), 0);
	EQUAL(mkdir("other", 0700), 0);
	put("file", "");
	FAILS(rename("a", "a/b/c/d"), EINVAL);
	FAILS(rename("a", "a/x"), EINVAL);
	FAILS(rename("a/b/c", "a"), ENOTEMPTY);
	FAILS(rename("other", "a"), ENOTEMPTY);
	FAILS(rename("other", "file"), ENOTDIR);
	FAILS(rename("file", "other"), EISDIR);
	EQUAL(rename("a/b", "other/b/"), 0);
	EQUAL(stat("other", &above), 0);
	EQUAL(stat("other/b/..", &dots), 0);
	EQUAL(dots.st_ino, above.st_ino);
	EQUAL(above.st_nlink, 3);
	EQUAL(stat("a", &above), 0);
	EQUAL(above.st_nlink, 2);
	EQUAL(rename("other", "a"), 0);
	EQUAL(rmdir("a/b/c"), 0);
	EQUAL(rmdir("a/b"), 0);
	EQUAL(rmdir("a"), 0);
	EQUAL(unlink("file"), 0);
}

static void check_at(void)
{
	int from, to;

	EQUAL(mkdir("from", 0700), 0);
	EQUAL(mkdir("to", 0700), 0);
	put("from/file", "text");
	from = open("from", O_RDONLY);
	to = open("to", O_RDONLY);
	EQUAL(renameat(from, "file", to, "new"), 0);
	CHECK(has("to/new", "text"));
	EQUAL(linkat(to, "new", from, "again", 0), 0);
	FAILS(renameat(from, "x", to, "y"), ENOENT);
	FAILS(renameat(99, "x", to, "y"), EBADF);
	FAILS(renameat(from, "again", 99, "y"), EBADF);
	EQUAL(unlinkat(from, "again", 0), 0);
	EQUAL(unlinkat(to, "new", 0), 0);
	EQUAL(rmdir("from"), 0);
	put("file", "");
	FAILS(renameat(AT_FDCWD, "file", from, "x"), ENOENT);
	EQUAL(close(from), 0);
	EQUAL(close(to), 0);
	EQUAL(rmdir("to"), 0);
	EQUAL(unlink("file"), 0);
}

int check_renames(void)
{
	check_files();
	check_folders();
	check_at();
	return check_failures;
}
