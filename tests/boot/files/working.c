/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"

int check_working(void)
{
	char path[300], expected[300], *own;
	int fd;

	CHECK(getcwd(path, sizeof(path)) == path && strcmp(path, base) == 0);
	EQUAL(mkdir("a", 0700), 0);
	EQUAL(mkdir("a/b", 0700), 0);
	EQUAL(chdir("a/b"), 0);
	snprintf(expected, sizeof(expected), "%s/a/b", base);
	CHECK(getcwd(path, sizeof(path)) == path);
	CHECK(strcmp(path, expected) == 0);
	CHECK(getcwd(path, strlen(expected)) == NULL && errno == ERANGE);
	CHECK(getcwd(path, strlen(expected) + 1) == path);
	own = getcwd(NULL, 0);
	CHECK(own != NULL && strcmp(own, expected) == 0);
	free(own);
	EQUAL(rename("../../a", "../../new"), 0);
	snprintf(expected, sizeof(expected), "%s/new/b", base);
	CHECK(getcwd(path, sizeof(path)) == path &&
	      strcmp(path, expected) == 0);
	put("file", "text");
	fd = open("..", O_RDONLY);
	FAILS(chdir("file"), ENOTDIR);
	FAILS(chdir("absent"), ENOENT);
	FAILS(fchdir(99), EBADF);
	EQUAL(fchdir(fd), 0);
	EQUAL(close(fd), 0);
	CHECK(has("b/file", "text"));
	fd = open("b/file", O_RDONLY);
	FAILS(fchdir(fd), ENOTDIR);
	EQUAL(close(fd), 0);
	EQUAL(unlink("b/file"), 0);
	EQUAL(rmdir("b"), 0);
	EQUAL(chdir(".."), 0);
	EQUAL(rmdir("new"), 0);
	return check_failures;
}
