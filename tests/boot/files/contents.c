/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "files.h"

#define LARGE 100000

static off_t size_of(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 ? status.st_size : -1;
}

static void check_positions(void)
{
	int fd = open("a", O_RDWR | O_CREAT, 0600), twin = dup(fd);
	char text[16] = "";

	EQUAL(write(fd, "0123456789", 10), 10);
	EQUAL(lseek(twin, 0, SEEK_CUR), 10);
	EQUAL(lseek(twin, -8, SEEK_END), 2);
	EQUAL(read(fd, text, 3), 3);
	CHECK(memcmp(text, "234", 3) == 0);
	EQUAL(lseek(fd, 1, SEEK_CUR), 6);
	EQUAL(read(fd, text, 16), 4);
	EQUAL(read(fd, text, 16), 0);
	EQUAL(pread(fd, text, 2, 8), 2);
	CHECK(memcmp(text, "89", 2) == 0);
	EQUAL(pread(fd, text, 2, 100), 0);
	EQUAL(pwrite(fd, "xy", 2, 4), 2);
	EQUAL(lseek(fd, 0, SEEK_CUR), 10);
	CHECK(has("a", "0123xy6789"));
	FAILS(lseek(fd, -1, SEEK_SET), EINVAL);
	FAILS(lseek(fd, -11, SEEK_END), EINVAL);
	FAILS(lseek(fd, 0, 99), EINVAL);
	FAILS(pread(fd, text, 1, -1), EINVAL);
	FAILS(pwrite(fd, text, 1, -1), EINVAL);
	EQUAL(read(fd, text, 0), 0);
	EQUAL(write(fd, text, 0), 0);
	EQUAL(close(fd), 0);
	EQUAL(read(twin, text, 1), 0);
	EQUAL(close(twin), 0);
	EQUAL(unlink("a"), 0);
}

static void check_append(void)
{
	int fd = open("a", O_RDWR | O_CREAT | O_APPEND, 0600);
	int other = open("a", O_WRONLY);
	char text[8];

	EQUAL(write(fd, "one", 3), 3);
	EQUAL(write(other, "ONE two", 7), 7);
	EQUAL(lseek(fd, 0, SEEK_SET), 0);
	EQUAL(write(fd, "!", 1), 1);
	EQUAL(lseek(fd, 0, SEEK_CUR), 8);
	CHECK(has("a", "ONE two!"));
	EQUAL(lseek(fd, 4, SEEK_SET), 4);
	EQUAL(read(fd, text, 3), 3);
	CHECK(memcmp(text, "two", 3) == 0);
	EQUAL(fcntl(fd, F_SETFL, 0), 0);
	EQUAL(lseek(fd, 0, SEEK_SET), 0);
	EQUAL(write(fd, "1", 1), 1);
	CHECK(has("a", "1NE two!"));
	EQUAL(close(fd), 0);
	EQUAL(close(other), 0);
	EQUAL(unlink("a"), 0);
}

static void check_sizes(void)
{
	int fd = open("a", O_RDWR | O_CREAT, 0600);
	char text[8] = "1234567";

	EQUAL(write(fd, "12345678", 8), 8);
	EQUAL(ftruncate(fd, 4), 0);
	EQUAL(size_of(fd), 4);
	EQUAL(ftruncate(fd, 8), 0);
	EQUAL(size_of(fd), 8);
	EQUAL(pread(fd, text, 8, 0), 8);
	CHECK(memcmp(text, "1234\0\0\0\0", 8) == 0);
	EQUAL(truncate("a", 2), 0);
	EQUAL(size_of(fd), 2);
	EQUAL(pwrite(fd, "x", 1, 9000), 1);
	EQUAL(size_of(fd), 9001);
	EQUAL(pread(fd, text, 4, 4096), 4);
	CHECK(memcmp(text, "\0\0\0\0", 4) == 0);
	FAILS(ftruncate(fd, -1), EINVAL);
	FAILS(truncate("a", -1), EINVAL);
	FAILS(truncate("absent", 0), ENOENT);
	FAILS(truncate(".", 0), EISDIR);
	EQUAL(fsync(fd), 0);
	EQUAL(fdatasync(fd), 0);
	EQUAL(close(fd), 0);
	fd = open("a", O_RDONLY);
	FAILS(ftruncate(fd, 0), EINVAL);
	EQUAL(close(fd), 0);
	EQUAL(unlink("a"), 0);
}

/* A file larger than its parts are, in odd pieces, with a hole. */
static void check_large(void)
{
	unsigned char *data = malloc(LARGE), *back = malloc(LARGE);
	int fd = open("a", O_RDWR | O_CREAT | O_SYNC, 0600);

	for (int i = 0; i < LARGE; i++)
		data[i] = (unsigned char)(i * 7 + i / 251);
	for (int i = 0; i < LARGE; i += 997)
		EQUAL(write(fd, data + i, i + 997 < LARGE ? 997 : LARGE - i),
		      i + 997 < LARGE ? 997 : LARGE - i);
	EQUAL(pread(fd, back, LARGE, 0), LARGE);
	CHECK(memcmp(data, back, LARGE) == 0);
	EQUAL(ftruncate(fd, 5000), 0);
	EQUAL(pwrite(fd, data, 1000, LARGE - 1000), 1000);
	EQUAL(pread(fd, back, LARGE, 0), LARGE);
	CHECK(memcmp(data, back, 5000) == 0);
	CHECK(back[5000] == 0 &&
	      memcmp(back + 5000, back + 5001, LARGE - 6001) == 0);
	CHECK(memcmp(back + LARGE - 1000, data, 1000) == 0);
	EQUAL(close(fd), 0);
	EQUAL(unlink("a"), 0);
	free(data);
	free(back);
}

static void check_pieces(void)
{
	struct iovec pieces[] = { { (char[]){ "one " }, 4 },
				  { NULL, 0 },
				  { (char[]){ "two" }, 3 } };
	char first[3], second[8];
	struct iovec into[] = { { first, 3 }, { second, 8 } };
	int fd = open("a", O_RDWR | O_CREAT, 0600);

	EQUAL(writev(fd, pieces, 3), 7);
	EQUAL(lseek(fd, 0, SEEK_SET), 0);
	EQUAL(readv(fd, into, 2), 7);
	CHECK(memcmp(first, "one", 3) == 0 && memcmp(second, " two", 4) == 0);
	FAILS(writev(fd, pieces, -1), EINVAL);
	EQUAL(close(fd), 0);
	EQUAL(unlink("a"), 0);
}

static void check_unlinked(void)
{
	int fd = open("a", O_RDWR | O_CREAT, 0600);
	struct stat status;
	char text[4];

	EQUAL(write(fd, "text", 4), 4);
	EQUAL(unlink("a"), 0);
	FAILS(open("a", O_RDONLY), ENOENT);
	put("a", "other");
	EQUAL(pread(fd, text, 4, 0), 4);
	CHECK(memcmp(text, "text", 4) == 0);
	EQUAL(fstat(fd, &status), 0);
	EQUAL(status.st_nlink, 0);
	EQUAL(write(fd, "more", 4), 4);
	EQUAL(close(fd), 0);
	CHECK(has("a", "other"));
	EQUAL(unlink("a"), 0);
}

int check_contents(void)
{
	check_positions();
	check_append();
	check_sizes();
	check_large();
	check_pieces();
	check_unlinked();
	return check_failures;
}
