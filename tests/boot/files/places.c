/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Calls that name a place in a file: scattered, copying, room, stable storage.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "files.h"

static off_t size_of(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 ? status.st_size : -1;
}

static void check_scattered(int fd, int reader, int channel)
{
	char one[4] = "", two[8] = "";
	struct iovec out[] = { { (char[]){ "ab" }, 2 },
			       { (char[]){ "cdef" }, 4 } };
	struct iovec in[] = { { one, 3 }, { two, 8 } };

	EQUAL(pwritev(fd, out, 2, 4), 6);
	CHECK(has("a", "0123abcdef"));
	EQUAL(preadv(reader, in, 2, 3), 7);
	CHECK(strcmp(one, "3ab") == 0 && strcmp(two, "cdef") == 0);
	EQUAL(preadv(reader, in, 2, 100), 0);
	EQUAL(lseek(fd, 0, SEEK_CUR), 10);
	FAILS(preadv(reader, in, -1, 0), EINVAL);
	FAILS(preadv(reader, in, 2, -1), EINVAL);
	FAILS(preadv(-1, in, 2, 0), EBADF);
	FAILS(preadv(channel, in, 2, 0), ESPIPE);
	FAILS(pread(channel, one, 1, 0), ESPIPE);
	FAILS(pwrite(reader, one, 1, 0), EBADF);
	FAILS(pwritev(reader, out, 2, 0), EBADF);
}

static void check_room(int fd, int reader, int channel)
{
	EQUAL(posix_fallocate(fd, 0, 4), 0);
	EQUAL(size_of(fd), 10);
	EQUAL(posix_fallocate(fd, 8, 5000), 0);
	EQUAL(size_of(fd), 5008);
	EQUAL(fallocate(fd, 0, 0, 6000), 0);
	EQUAL(size_of(fd), 6000);
	EQUAL(ftruncate(fd, 10), 0);
	CHECK(has("a", "0123abcdef"));
	EQUAL(posix_fallocate(fd, -1, 4), EINVAL);
	EQUAL(posix_fallocate(fd, 0, 0), EINVAL);
	EQUAL(posix_fallocate(reader, 0, 4), EBADF);
	EQUAL(posix_fallocate(-1, 0, 4), EBADF);
	EQUAL(posix_fallocate(channel, 0, 4), ESPIPE);
	FAILS(fallocate(fd, 0x80, 0, 4), EOPNOTSUPP);
	FAILS(fallocate(fd, 0, 0, 0), EINVAL);
}

static void check_sent(int fd, int reader, const int *channel)
{
	off_t offset = 2;
	char text[16] = "";

	EQUAL(sendfile(channel[1], reader, &offset, 5), 5);
	EQUAL(offset, 7);
	EQUAL(read(channel[0], text, 16), 5);
	CHECK(memcmp(text, "23abc", 5) == 0);
	EQUAL(lseek(reader, 8, SEEK_SET), 8);
	EQUAL(sendfile(channel[1], reader, NULL, 100), 2);
	EQUAL(lseek(reader, 0, SEEK_CUR), 10);
	EQUAL(sendfile(channel[1], reader, NULL, 100), 0);
	EQUAL(read(channel[0], text, 16), 2);
	offset = 100;
	EQUAL(sendfile(channel[1], reader, &offset, 5), 0);
	offset = -1;
	FAILS(sendfile(channel[1], reader, &offset, 5), EINVAL);
	FAILS(sendfile(channel[1], channel[0], NULL, 5), EINVAL);
	FAILS(sendfile(reader, fd, NULL, 5), EBADF);
	FAILS(sendfile(channel[1], -1, NULL, 5), EBADF);
}

static void check_copied(int fd, int reader, int channel)
{
	off_t from = 4, to = 20;

	FAILS(copy_file_range(reader, &from, fd, &to, 100, 0), EINVAL);
	EQUAL(copy_file_range(reader, &from, fd, &to, 6, 0), 6);
	EQUAL(from, 10);
	EQUAL(to, 26);
	EQUAL(size_of(fd), 26);
	from = 5;
	to = 4;
	FAILS(copy_file_range(reader, &from, fd, &to, 4, 0), EINVAL);
	FAILS(copy_file_range(reader, &from, fd, &to, 1, 9), EINVAL);
	FAILS(copy_file_range(fd, &from, reader, &to, 1, 0), EBADF);
	FAILS(copy_file_range(reader, &from, channel, NULL, 1, 0), EINVAL);
}

static void check_stable(int fd, int reader, int channel)
{
	EQUAL(fsync(fd), 0);
	EQUAL(fdatasync(reader), 0);
	EQUAL(syncfs(fd), 0);
	FAILS(fsync(channel), EINVAL);
	FAILS(fsync(-1), EBADF);
	FAILS(syncfs(-1), EBADF);
	sync();
}

/* A file in memory that has a name of its own kind. */
static void check_shared(void)
{
	int fd = shm_open("/places", O_RDWR | O_CREAT | O_EXCL, 0600);
	char name[300], *memory;

	FAILS(shm_open("/places", O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST);
	EQUAL(ftruncate(fd, 4096), 0);
	EQUAL(fcntl(fd, F_GETFD), FD_CLOEXEC);
	memory = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (!CHECK(memory != MAP_FAILED))
		return;
	memcpy(memory, "shared", 7);
	EQUAL(msync(memory, 4096, MS_SYNC), 0);
	EQUAL(munmap(memory, 4096), 0);
	EQUAL(close(fd), 0);
	fd = shm_open("/places", O_RDONLY, 0);
	EQUAL(read(fd, name, 7), 7);
	CHECK(strcmp(name, "shared") == 0);
	EQUAL(close(fd), 0);
	EQUAL(shm_unlink("/places"), 0);
	FAILS(shm_unlink("/places"), ENOENT);
	FAILS(shm_open("/places", O_RDWR, 0), ENOENT);
	FAILS(shm_open("/", O_RDWR, 0), EINVAL);
	FAILS(shm_open("/a/b", O_RDWR, 0), EINVAL);
	memset(name, 'n', sizeof(name));
	name[256] = '\0';
	FAILS(shm_open(name, O_RDWR, 0), ENAMETOOLONG);
}

int check_places(void)
{
	int fd = open("a", O_RDWR | O_CREAT, 0600);
	int reader = open("a", O_RDONLY), channel[2];

	EQUAL(pipe(channel), 0);
	EQUAL(write(fd, "0123456789", 10), 10);
	check_scattered(fd, reader, channel[0]);
	check_room(fd, reader, channel[1]);
	check_sent(fd, reader, channel);
	check_copied(fd, reader, channel[1]);
	check_stable(fd, reader, channel[1]);
	check_shared();
	EQUAL(close(channel[0]), 0);
	EQUAL(close(channel[1]), 0);
	EQUAL(close(reader), 0);
	EQUAL(close(fd), 0);
	EQUAL(unlink("a"), 0);
	return check_failures;
}
