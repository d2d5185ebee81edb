/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Files in memory: mmap() of them, what goes back, and room for later.
 */
#include "files.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE 4096
#define READ_WRITE (PROT_READ | PROT_WRITE)
#define MAP_FAILS(error, ...)                                                  \
	CHECK(mmap(__VA_ARGS__) == MAP_FAILED && errno == (error))

/* 10,000 bytes: two pages and a part of one. */
static int make_file(void)
{
	int fd = open("a", O_RDWR | O_CREAT | O_TRUNC, 0600);
	char text[100];

	for (int i = 0; i < 100; i++) {
		memset(text, 'a' + i % 26, sizeof(text));
		EQUAL(write(fd, text, sizeof(text)), sizeof(text));
	}
	return fd;
}

static void check_map_errors(int fd)
{
	int reads = open("a", O_RDONLY), writes = open("a", O_WRONLY);
	int folder = open(".", O_RDONLY), ends[2];

	EQUAL(pipe(ends), 0);
	MAP_FAILS(EBADF, NULL, PAGE, PROT_READ, MAP_SHARED, 999, 0);
	MAP_FAILS(EACCES, NULL, PAGE, READ_WRITE, MAP_SHARED, reads, 0);
	MAP_FAILS(EACCES, NULL, PAGE, PROT_READ, MAP_PRIVATE, writes, 0);
	MAP_FAILS(ENODEV, NULL, PAGE, PROT_READ, MAP_PRIVATE, folder, 0);
	MAP_FAILS(ENODEV, NULL, PAGE, PROT_READ, MAP_PRIVATE, ends[0], 0);
	MAP_FAILS(EINVAL, NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 100);
	MAP_FAILS(EINVAL, NULL, 0, PROT_READ, MAP_PRIVATE, fd, 0);
	MAP_FAILS(EINVAL, NULL, PAGE, PROT_READ, 0, fd, 0);
	close(reads);
	close(writes);
	close(folder);
	close(ends[0]);
	close(ends[1]);
}

static void check_private(int fd)
{
	char *map = mmap(NULL, 3 * PAGE, READ_WRITE, MAP_PRIVATE, fd, 0);
	char byte = 0;

	if (!CHECK(map != MAP_FAILED))
		return;
	CHECK(map[0] == 'a' && map[9999] == 'a' + 99 % 26 && map[10000] == 0);
	map[0] = 'X';
	EQUAL(msync(map, 3 * PAGE, MS_SYNC), 0);
	EQUAL(munmap(map, 3 * PAGE), 0);
	EQUAL(pread(fd, &byte, 1, 0), 1);
	EQUAL(byte, 'a');
	map = mmap(NULL, 100, PROT_READ, MAP_PRIVATE, fd, PAGE);
	CHECK(map != MAP_FAILED && map[0] == 'a' + 40 % 26);
	EQUAL(munmap(map, 100), 0);
}

static int byte_at(int fd, off_t offset)
{
	unsigned char byte = 0;

	return pread(fd, &byte, 1, offset) == 1 ? byte : -1;
}

static void check_shared(int fd)
{
	char *map = mmap(NULL, 3 * PAGE, READ_WRITE, MAP_SHARED, fd, 0);

	if (!CHECK(map != MAP_FAILED))
		return;
	map[0] = '1';
	map[PAGE] = '2';
	map[9999] = '3';
	map[10000] = '4';
	EQUAL(msync(map, PAGE, MS_SYNC), 0);
	EQUAL(byte_at(fd, 0), '1');
	EQUAL(munmap(map + PAGE, PAGE), 0);
	EQUAL(byte_at(fd, PAGE), '2');
	/* What did not change is not written over what did. */
	EQUAL(pwrite(fd, "5", 1, 1), 1);
	EQUAL(mprotect(map + 2 * PAGE, PAGE, PROT_NONE), 0);
	EQUAL(munmap(map, 3 * PAGE), 0);
	EQUAL(byte_at(fd, 0), '1');
	EQUAL(byte_at(fd, 1), '5');
	EQUAL(byte_at(fd, 9999), '3');
	EQUAL(byte_at(fd, 10000), -1);
}

/* Also where it may not be read, and in pieces of which two remain. */
static void check_pieces(int fd)
{
	char *map = mmap(NULL, 3 * PAGE, PROT_NONE, MAP_SHARED, fd, 0);

	if (!CHECK(map != MAP_FAILED))
		return;
	EQUAL(munmap(map + PAGE, PAGE), 0);
	EQUAL(mprotect(map, PAGE, READ_WRITE), 0);
	EQUAL(mprotect(map + 2 * PAGE, PAGE, READ_WRITE), 0);
	map[2] = '7';
	map[2 * PAGE + 2] = '8';
	EQUAL(munmap(map, 3 * PAGE), 0);
	EQUAL(byte_at(fd, 2), '7');
	EQUAL(byte_at(fd, 2 * PAGE + 2), '8');
}

/* What is mapped goes where it belongs. */
static void check_appending(void)
{
	int fd = open("a", O_RDWR | O_APPEND);
	off_t size = lseek(fd, 0, SEEK_END);
	char *map = mmap(NULL, PAGE, READ_WRITE, MAP_SHARED, fd, 0);

	if (!CHECK(map != MAP_FAILED))
		return;
	map[3] = '9';
	EQUAL(munmap(map, PAGE), 0);
	EQUAL(byte_at(fd, 3), '9');
	EQUAL(lseek(fd, 0, SEEK_END), size);
	EQUAL(close(fd), 0);
}

/* The mapping outlives the descriptor. */
static void check_closed(void)
{
	int fd = open("a", O_RDWR);
	char *map = mmap(NULL, PAGE, READ_WRITE, MAP_SHARED, fd, PAGE);

	EQUAL(close(fd), 0);
	if (!CHECK(map != MAP_FAILED))
		return;
	map[5] = '6';
	EQUAL(munmap(map, PAGE), 0);
	fd = open("a", O_RDONLY);
	EQUAL(byte_at(fd, PAGE + 5), '6');
	EQUAL(close(fd), 0);
}

static void check_room(int fd)
{
	struct stat status;
	int reads = open("a", O_RDONLY), ends[2];

	EQUAL(posix_fallocate(fd, 15000, 5000), 0);
	EQUAL(fstat(fd, &status), 0);
	EQUAL(status.st_size, 20000);
	EQUAL(byte_at(fd, 19999), 0);
	EQUAL(posix_fallocate(fd, 0, 100), 0);
	EQUAL(fstat(fd, &status), 0);
	EQUAL(status.st_size, 20000);
	EQUAL(posix_fallocate(fd, -1, 100), EINVAL);
	EQUAL(posix_fallocate(fd, 0, 0), EINVAL);
	EQUAL(posix_fallocate(999, 0, 1), EBADF);
	EQUAL(posix_fallocate(reads, 0, 1), EBADF);
	EQUAL(pipe(ends), 0);
	EQUAL(posix_fallocate(ends[1], 0, 1), ESPIPE);
	FAILS(fsync(ends[1]), EINVAL);
	FAILS(pread(ends[0], &status, 1, 0), ESPIPE);
	FAILS(pwrite(ends[1], "", 1, 0), ESPIPE);
	FAILS(pwrite(reads, "", 1, 0), EBADF);
	EQUAL(fdatasync(reads), 0);
	FAILS(fsync(999), EBADF);
	close(reads);
	close(ends[0]);
	close(ends[1]);
}

int check_mapping(void)
{
	int fd = make_file();

	check_map_errors(fd);
	check_private(fd);
	check_shared(fd);
	check_pieces(fd);
	check_appending();
	check_closed();
	check_room(fd);
	EQUAL(close(fd), 0);
	EQUAL(unlink("a"), 0);
	return check_failures;
}
