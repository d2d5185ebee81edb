/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"

static void check_hard(void)
{
	struct stat a, b;

	put("a", "text");
	EQUAL(link("a", "b"), 0);
	EQUAL(stat("a", &a), 0);
	EQUAL(stat("b", &b), 0);
	EQUAL(a.st_ino, b.st_ino);
	EQUAL(a.st_nlink, 2);
	FAILS(link("a", "b"), EEXIST);
	FAILS(link("absent", "c"), ENOENT);
	FAILS(link("a", "absent/c"), ENOENT);
	FAILS(link("a", "c/"), ENOENT);
	FAILS(link(".", "c"), EPERM);
	FAILS(link("a", "/dev/c"), EXDEV);
	FAILS(linkat(AT_FDCWD, "a", AT_FDCWD, "c", 0x4000), EINVAL);
	EQUAL(unlink("a"), 0);
	CHECK(has("b", "text"));
	EQUAL(stat("b", &b), 0);
	EQUAL(b.st_nlink, 1);
	EQUAL(unlink("b"), 0);
}

static void check_symbolic(void)
{
	struct stat status;
	char text[16] = "";

	put("file", "text");
	EQUAL(symlink("file", "link"), 0);
	EQUAL(lstat("link", &status), 0);
	CHECK(S_ISLNK(status.st_mode) && status.st_size == 4);
	EQUAL(stat("link", &status), 0);
	CHECK(S_ISREG(status.st_mode));
	CHECK(has("link", "text"));
	EQUAL(readlink("link", text, sizeof(text)), 4);
	CHECK(memcmp(text, "file", 4) == 0);
	EQUAL(readlink("link", text, 2), 2);
	FAILS(readlink("link", text, 0), EINVAL);
	FAILS(readlink("file", text, 4), EINVAL);
	FAILS(readlink("absent", text, 4), ENOENT);
	FAILS(symlink("x", "link"), EEXIST);
	FAILS(symlink("", "new"), ENOENT);
	FAILS(symlink("x", "absent/"), ENOENT);
	FAILS(open("link", O_RDONLY | O_NOFOLLOW), ELOOP);
	FAILS(open("link", O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST);
	FAILS(open("link/", O_RDONLY), ENOTDIR);
	EQUAL(linkat(AT_FDCWD, "link", AT_FDCWD, "same", 0), 0);
	EQUAL(lstat("same", &status), 0);
	CHECK(S_ISLNK(status.st_mode));
	EQUAL(unlink("same"), 0);
	EQUAL(linkat(AT_FDCWD, "link", AT_FDCWD, "same", AT_SYMLINK_FOLLOW), 0);
	EQUAL(lstat("same", &status), 0);
	CHECK(S_ISREG(status.st_mode));
	EQUAL(unlink("same"), 0);
	EQUAL(unlink("file"), 0);
	FAILS(stat("link", &status), ENOENT);
	FAILS(open("link", O_RDONLY), ENOENT);
	EQUAL(close(open("link", O_RDWR | O_CREAT, 0600)), 0);
	EQUAL(stat("file", &status), 0);
	EQUAL(unlink("link"), 0);
	EQUAL(unlink("file"), 0);
}

static void check_loops(void)
{
	char name[16], to[16];
	struct stat status;

	EQUAL(symlink("self", "self"), 0);
	FAILS(stat("self", &status), ELOOP);
	FAILS(open("self/x", O_RDONLY), ELOOP);
	FAILS(open("self", O_RDWR | O_CREAT, 0600), ELOOP);
	EQUAL(lstat("self", &status), 0);
	EQUAL(unlink("self"), 0);
	put("0", "end");
	for (int i = 1; i <= 41; i++) {
		snprintf(name, sizeof(name), "%d", i);
		snprintf(to, sizeof(to), "%d", i - 1);
		EQUAL(symlink(to, name), 0);
	}
	CHECK(has("40", "end"));
	FAILS(open("41", O_RDONLY), ELOOP);
	for (int i = 0; i <= 41; i++) {
		snprintf(name, sizeof(name), "%d", i);
		EQUAL(unlink(name), 0);
	}
}

static void check_paths(void)
{
	char path[PATH_MAX], expected[PATH_MAX];
	struct stat status;

	EQUAL(mkdir("a", 0700), 0);
	EQUAL(mkdir("a/b", 0700), 0);
	put("a/b/file", "text");
	EQUAL(symlink("a/b", "short"), 0);
	EQUAL(symlink("../../short/file", "a/b/round"), 0);
	snprintf(path, sizeof(path), "%s/a", base);
	EQUAL(symlink(path, "absolute"), 0);
	CHECK(has("short/file", "text"));
	CHECK(has("a/b/round", "text"));
	CHECK(has("absolute/b/round", "text"));
	EQUAL(stat("short/..", &status), 0);
	EQUAL(lstat("short/", &status), 0);
	CHECK(S_ISDIR(status.st_mode));
	FAILS(rmdir("short"), ENOTDIR);
	snprintf(expected, sizeof(expected), "%s/a/b/file", base);
	CHECK(realpath("absolute/../short/./round", path) == path);
	CHECK(strcmp(path, expected) == 0);
	snprintf(expected, sizeof(expected), "%s/a/b", base);
	CHECK(realpath("short", path) == path && strcmp(path, expected) == 0);
	CHECK(realpath("/", path) == path && strcmp(path, "/") == 0);
	CHECK(realpath("absent", path) == NULL && errno == ENOENT);
	CHECK(realpath("a/b/file/x", path) == NULL && errno == ENOTDIR);
	EQUAL(unlink("a/b/round"), 0);
	EQUAL(unlink("a/b/file"), 0);
	EQUAL(unlink("absolute"), 0);
	EQUAL(unlink("short"), 0);
	EQUAL(rmdir("a/b"), 0);
	EQUAL(rmdir("a"), 0);
}

int check_links(void)
{
	check_hard();
	check_symbolic();
	check_loops();
	check_paths();
	return check_failures;
}
