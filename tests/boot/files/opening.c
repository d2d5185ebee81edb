/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"

static void check_flags(void)
{
	int fd = open("a", O_RDWR | O_CREAT | O_EXCL, 0640);

	CHECK(fd >= 0);
	EQUAL(write(fd, "text", 4), 4);
	EQUAL(fcntl(fd, F_GETFL) & O_ACCMODE, O_RDWR);
	EQUAL(fcntl(fd, F_GETFD), 0);
	EQUAL(close(fd), 0);
	FAILS(open("a", O_RDWR | O_CREAT | O_EXCL, 0640), EEXIST);
	fd = open("a", O_RDONLY | O_CREAT | O_CLOEXEC, 0640);
	CHECK(fd >= 0);
	EQUAL(fcntl(fd, F_GETFD), FD_CLOEXEC);
	FAILS(write(fd, "x", 1), EBADF);
	EQUAL(close(fd), 0);
	CHECK(has("a", "text"));
	fd = open("a", O_WRONLY);
	FAILS(read(fd, &fd, 1), EBADF);
	EQUAL(close(fd), 0);
	EQUAL(close(open("a", O_WRONLY | O_TRUNC)), 0);
	CHECK(has("a", ""));
	fd = creat("b", 0600);
	EQUAL(fcntl(fd, F_GETFL) & O_ACCMODE, O_WRONLY);
	EQUAL(close(fd), 0);
	EQUAL(unlink("a"), 0);
	EQUAL(unlink("b"), 0);
}

static void check_errors(void)
{
	char name[300], *path = malloc(5000);

	put("file", "");
	EQUAL(mkdir("folder", 0755), 0);
	FAILS(open("", O_RDONLY), ENOENT);
	FAILS(open("", O_RDWR | O_CREAT, 0600), ENOENT);
	FAILS(open("absent", O_RDONLY), ENOENT);
	FAILS(open("absent/", O_RDONLY), ENOENT);
	FAILS(open("absent/x", O_RDWR | O_CREAT, 0600), ENOENT);
	FAILS(open("absent/", O_RDWR | O_CREAT, 0600), EISDIR);
	FAILS(open("file/", O_RDONLY), ENOTDIR);
	FAILS(open("file/x", O_RDONLY), ENOTDIR);
	FAILS(open("file/x", O_RDWR | O_CREAT, 0600), ENOTDIR);
	FAILS(open("file/.", O_RDONLY), ENOTDIR);
	FAILS(open("file/..", O_RDONLY), ENOTDIR);
	FAILS(open("file", O_RDONLY | O_DIRECTORY), ENOTDIR);
	FAILS(open("folder", O_WRONLY), EISDIR);
	FAILS(open("folder", O_RDWR), EISDIR);
	FAILS(open("folder", O_RDONLY | O_CREAT, 0600), EISDIR);
	FAILS(open("folder", O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST);
	FAILS(open(".", O_RDWR | O_CREAT, 0600), EISDIR);
	EQUAL(close(open("folder/", O_RDONLY)), 0);
	EQUAL(close(open("folder//./..//folder", O_RDONLY | O_DIRECTORY)), 0);
	memset(name, 'n', sizeof(name));
	name[256] = '\0';
	FAILS(open(name, O_RDWR | O_CREAT, 0600), ENAMETOOLONG);
	FAILS(open(name, O_RDONLY), ENAMETOOLONG);
	name[255] = '\0';
	FAILS(open(name, O_RDONLY), ENOENT);
	EQUAL(close(open(name, O_RDWR | O_CREAT, 0600)), 0);
	EQUAL(unlink(name), 0);
	memset(path, '/', 4999);
	path[4999] = '\0';
	FAILS(open(path, O_RDONLY), ENAMETOOLONG);
	path[4095] = '\0';
	EQUAL(close(open(path, O_RDONLY)), 0);
	free(path);
	EQUAL(unlink("file"), 0);
	EQUAL(rmdir("folder"), 0);
}

static void check_folders(void)
{
	int folder, file;

	EQUAL(mkdir("folder", 0755), 0);
	put("file", "file");
	folder = open("folder", O_RDONLY | O_DIRECTORY);
	file = open("file", O_RDONLY);
	CHECK(folder >= 0 && file >= 0);
	EQUAL(close(openat(folder, "inside", O_RDWR | O_CREAT, 0600)), 0);
	EQUAL(close(openat(folder, "../file", O_RDONLY)), 0);
	EQUAL(close(openat(file, base, O_RDONLY)), 0);
	EQUAL(close(openat(99, base, O_RDONLY)), 0);
	EQUAL(close(openat(AT_FDCWD, "folder/inside", O_RDONLY)), 0);
	FAILS(openat(folder, "file", O_RDONLY), ENOENT);
	FAILS(openat(file, "x", O_RDONLY), ENOTDIR);
	FAILS(openat(0, "x", O_RDONLY), ENOTDIR);
	FAILS(openat(99, "x", O_RDONLY), EBADF);
	FAILS(read(folder, base, 1), EISDIR);
	FAILS(unlinkat(folder, "inside", AT_REMOVEDIR), ENOTDIR);
	EQUAL(unlinkat(folder, "inside", 0), 0);
	EQUAL(rmdir("folder"), 0);
	FAILS(openat(folder, "x", O_RDWR | O_CREAT, 0600), ENOENT);
	FAILS(mkdirat(folder, "x", 0700), ENOENT);
	FAILS(openat(folder, "x", O_RDONLY), ENOENT);
	EQUAL(close(openat(folder, ".", O_RDONLY)), 0);
	EQUAL(close(folder), 0);
	EQUAL(close(file), 0);
	EQUAL(unlink("file"), 0);
}

static void check_temporary(void)
{
	char name[] = "tempXXXXXX", bad[] = "tempXXXXX", text[8];
	int fd = mkstemp(name);
	struct stat status;
	FILE *file = tmpfile();

	CHECK(fd >= 0 && strcmp(name, "tempXXXXXX") != 0);
	EQUAL(fstat(fd, &status), 0);
	EQUAL(status.st_mode & 07777, 0600);
	EQUAL(close(fd), 0);
	EQUAL(unlink(name), 0);
	FAILS(mkstemp(bad), EINVAL);
	CHECK(file != NULL && fputs("text\n", file) >= 0);
	rewind(file);
	CHECK(fgets(text, sizeof(text), file) == text &&
	      strcmp(text, "text\n") == 0);
	EQUAL(fclose(file), 0);
	file = fopen("stream", "w+");
	CHECK(file != NULL && fprintf(file, "%d", 12345) == 5);
	EQUAL(fclose(file), 0);
	file = fopen("stream", "a");
	CHECK(file != NULL && fputs("6", file) >= 0 && fclose(file) == 0);
	CHECK(has("stream", "123456"));
	CHECK(fopen("stream", "wx") == NULL && errno == EEXIST);
	EQUAL(remove("stream"), 0);
	FAILS(remove("stream"), ENOENT);
	EQUAL(mkdir("folder", 0700), 0);
	EQUAL(remove("folder"), 0);
}

int check_opening(void)
{
	check_flags();
	check_errors();
	check_folders();
	check_temporary();
	return check_failures;
}
