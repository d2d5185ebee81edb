/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"

static void check_making(void)
{
	struct stat status;

	EQUAL(mkdir("folder", 0777), 0);
	EQUAL(stat("folder", &status), 0);
	CHECK(S_ISDIR(status.st_mode) && status.st_nlink >= 2);
	EQUAL(status.st_mode & 0777, 0755);
	EQUAL(mkdir("folder/below/", 0700), 0);
	FAILS(mkdir("folder", 0700), EEXIST);
	FAILS(mkdir("folder/", 0700), EEXIST);
	FAILS(mkdir("folder/.", 0700), EEXIST);
	FAILS(mkdir("folder/..", 0700), EEXIST);
	FAILS(mkdir("/", 0700), EEXIST);
	FAILS(mkdir("", 0700), ENOENT);
	FAILS(mkdir("absent/x", 0700), ENOENT);
	EQUAL(mkfifo("fifo", 0666), 0);
	EQUAL(stat("fifo", &status), 0);
	CHECK(S_ISFIFO(status.st_mode));
	EQUAL(status.st_mode & 0777, 0644);
	FAILS(mkfifo("fifo", 0600), EEXIST);
	FAILS(mkfifo("absent/", 0600), ENOENT);
	EQUAL(mknod("node", S_IFREG | 0600, 0), 0);
	EQUAL(unlink("node"), 0);
	EQUAL(unlink("fifo"), 0);
	FAILS(mkdir("folder/below/x/y", 0700), ENOENT);
	FAILS(rmdir("folder"), ENOTEMPTY);
	FAILS(rmdir("folder/below/."), EINVAL);
	FAILS(rmdir("folder/below/.."), ENOTEMPTY);
	EQUAL(rmdir("folder/below/"), 0);
	EQUAL(rmdir("folder"), 0);
}

static void check_taking(void)
{
	put("file", "");
	EQUAL(mkdir("folder", 0700), 0);
	FAILS(unlink("absent"), ENOENT);
	FAILS(unlink(""), ENOENT);
	FAILS(unlink("file/"), ENOTDIR);
	FAILS(unlink("file/x"), ENOTDIR);
	FAILS(unlink("folder"), EISDIR);
	FAILS(unlink("folder/."), EISDIR);
	FAILS(unlink("folder/"), EISDIR);
	FAILS(rmdir("file"), ENOTDIR);
	FAILS(rmdir("absent"), ENOENT);
	FAILS(rmdir("/"), EBUSY);
	FAILS(unlinkat(AT_FDCWD, "file", 0x4000), EINVAL);
	FAILS(unlinkat(99, "file", 0), EBADF);
	EQUAL(unlinkat(AT_FDCWD, "folder", AT_REMOVEDIR), 0);
	EQUAL(unlink("file"), 0);
}

static void check_masks(void)
{
	struct stat status;
	mode_t before = umask(027);

	EQUAL(close(open("file", O_RDWR | O_CREAT, 0666)), 0);
	EQUAL(mkdir("folder", 0777), 0);
	EQUAL(stat("file", &status), 0);
	EQUAL(status.st_mode, S_IFREG | 0640);
	EQUAL(stat("folder", &status), 0);
	EQUAL(status.st_mode, S_IFDIR | 0750);
	EQUAL(umask(before), 027);
	EQUAL(chmod("file", 0123), 0);
	EQUAL(stat("file", &status), 0);
	EQUAL(status.st_mode, S_IFREG | 0123);
	EQUAL(rmdir("folder"), 0);
	EQUAL(unlink("file"), 0);
}

int check_names(void)
{
	check_making();
	check_taking();
	check_masks();
	return check_failures;
}
