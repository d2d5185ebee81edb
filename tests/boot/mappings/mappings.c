/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Mapped memory: every error, contents across all that can be done to pages,
 * room that is used again, and frames that go back to the kernel.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "guest/check.h"

#define PAGE ((size_t)4096)
#define MEGABYTE ((size_t)1 << 20)
#define READ_WRITE (PROT_READ | PROT_WRITE)
#define ANONYMOUS (MAP_PRIVATE | MAP_ANONYMOUS)
/* The machine has 8 MiB. */
#define HALF (4 * MEGABYTE)
#define NOT_MINE ((void *)0x40000000)

static const char constant[PAGE] __attribute__((aligned(PAGE))) = "constant";
static char variable[PAGE] __attribute__((aligned(PAGE))) = "as linked";

static char *map(size_t length)
{
	void *address = mmap(NULL, length, READ_WRITE, ANONYMOUS, -1, 0);

	return address == MAP_FAILED ? NULL : address;
}

static bool is_filled(const char *from, size_t length, char with)
{
	for (size_t i = 0; i < length; i++)
		if (from[i] != with)
			return false;
	return true;
}

#define MAP_FAILS(error, ...)                                                  \
	check_that((errno = 0, mmap(__VA_ARGS__) == MAP_FAILED) &&             \
			   errno == (error),                                   \
		   __FILE__, __LINE__, "mmap(" #__VA_ARGS__ "): " #error)

static void map_errors(void)
{
	int file = open("/dev/null", O_RDWR);

	MAP_FAILS(EINVAL, NULL, 0, READ_WRITE, ANONYMOUS, -1, 0);
	MAP_FAILS(EINVAL, NULL, PAGE, READ_WRITE, MAP_ANONYMOUS, -1, 0);
	MAP_FAILS(EINVAL, NULL, PAGE, READ_WRITE, ANONYMOUS | MAP_SHARED, -1,
		  0);
	MAP_FAILS(EINVAL, NULL, PAGE, 8, ANONYMOUS, -1, 0);
	MAP_FAILS(EINVAL, NULL, PAGE, READ_WRITE, ANONYMOUS, -1, 5);
	MAP_FAILS(EINVAL, (char *)PAGE + 1, PAGE, READ_WRITE,
		  ANONYMOUS | MAP_FIXED, -1, 0);
	MAP_FAILS(EBADF, NULL, PAGE, PROT_READ, MAP_PRIVATE, 77, 0);
	MAP_FAILS(ENODEV, NULL, PAGE, PROT_READ, MAP_PRIVATE, file, 0);
	MAP_FAILS(ENOTSUP, NULL, PAGE, READ_WRITE | PROT_EXEC, ANONYMOUS, -1,
		  0);
	MAP_FAILS(ENOMEM, NULL, 16 * MEGABYTE, READ_WRITE, ANONYMOUS, -1, 0);
	MAP_FAILS(ENOMEM, NULL, SIZE_MAX, READ_WRITE, ANONYMOUS, -1, 0);
	MAP_FAILS(ENOMEM, NULL, SIZE_MAX - PAGE, READ_WRITE, ANONYMOUS, -1, 0);
	MAP_FAILS(ENOMEM, NOT_MINE, PAGE, READ_WRITE, ANONYMOUS | MAP_FIXED, -1,
		  0);
	MAP_FAILS(ENOMEM, variable, PAGE, READ_WRITE, ANONYMOUS | MAP_FIXED, -1,
		  0);
	close(file);
}

static void other_errors(void)
{
	unsigned char pages[2];
	char *hole = map(3 * PAGE);

	FAILS(munmap(variable, 0), EINVAL);
	FAILS(munmap(variable + 1, PAGE), EINVAL);
	FAILS(munmap(NOT_MINE, PAGE), EINVAL);
	FAILS(munmap(hole, SIZE_MAX), EINVAL);
	EQUAL(munmap(hole + PAGE, 1), 0);

	FAILS(mprotect(hole + 1, PAGE, PROT_READ), EINVAL);
	FAILS(mprotect(hole, PAGE, 16), EINVAL);
	FAILS(mprotect(hole, PAGE, PROT_WRITE | PROT_EXEC), ENOTSUP);
	FAILS(mprotect(hole, 3 * PAGE, PROT_READ), ENOMEM);
	FAILS(mprotect(hole, SIZE_MAX, PROT_READ), ENOMEM);
	FAILS(mprotect(NOT_MINE, PAGE, PROT_READ), ENOMEM);
	FAILS(mprotect((void *)((uintptr_t)map_errors & -PAGE), PAGE,
		       READ_WRITE),
	      EACCES);
	EQUAL(mprotect(hole, 0, PROT_READ), 0);

	FAILS(msync(hole, PAGE, MS_SYNC | MS_ASYNC), EINVAL);
	FAILS(msync(hole, PAGE, 64), EINVAL);
	FAILS(msync(hole + 1, PAGE, MS_SYNC), EINVAL);
	FAILS(msync(hole, 2 * PAGE, MS_SYNC), ENOMEM);
	EQUAL(msync(hole, PAGE, MS_SYNC | MS_INVALIDATE), 0);

	FAILS(mlock(hole, 2 * PAGE), ENOMEM);
	FAILS(mlock(hole, SIZE_MAX), ENOMEM);
	FAILS(munlock(NOT_MINE, PAGE), ENOMEM);
	EQUAL(mlock(hole + 5, 10), 0);
	EQUAL(munlock(hole + 5, 10), 0);
	FAILS(mlockall(0), EINVAL);
	FAILS(mlockall(64), EINVAL);
	EQUAL(mlockall(MCL_CURRENT | MCL_FUTURE), 0);
	EQUAL(munlockall(), 0);

	EQUAL(posix_madvise(hole, PAGE, 99), EINVAL);
	EQUAL(posix_madvise(hole + 1, PAGE, POSIX_MADV_NORMAL), EINVAL);
	EQUAL(posix_madvise(hole, 2 * PAGE, POSIX_MADV_NORMAL), ENOMEM);
	EQUAL(posix_madvise(hole, PAGE, POSIX_MADV_WILLNEED), 0);
	FAILS(madvise(hole, PAGE, 99), EINVAL);
	FAILS(madvise(hole, 2 * PAGE, MADV_DONTNEED), ENOMEM);

	FAILS(mincore(hole, 2 * PAGE, pages), ENOMEM);
	FAILS(mincore(hole + 1, PAGE, pages), EINVAL);
	EQUAL(mincore(hole, PAGE, pages), 0);
	EQUAL(pages[0], 1);

	CHECK(mremap(hole, PAGE, 0, 0) == MAP_FAILED && errno == EINVAL);
	CHECK(mremap(hole, 0, PAGE, 0) == MAP_FAILED && errno == EINVAL);
	CHECK(mremap(hole, PAGE, PAGE, 6) == MAP_FAILED && errno == EINVAL);
	CHECK(mremap(hole, 2 * PAGE, PAGE, 0) == MAP_FAILED && errno == EFAULT);
	CHECK(mremap(NOT_MINE, PAGE, PAGE, 0) == MAP_FAILED && errno == EFAULT);
	CHECK(mremap(hole, PAGE, SIZE_MAX, MREMAP_MAYMOVE) == MAP_FAILED &&
	      errno == ENOMEM);
	EQUAL(munmap(hole, 3 * PAGE), 0);
	EQUAL(munmap(hole, 3 * PAGE), 0);
}

/* Parts that are unmapped leave the rest, and come back as zeros. */
static void parts(void)
{
	char *all = map(20 * PAGE);
	char *again;

	CHECK(is_filled(all, 20 * PAGE, 0));
	memset(all, 'x', 20 * PAGE);
	EQUAL(munmap(all + 4 * PAGE, 2 * PAGE + 1), 0);
	CHECK(is_filled(all, 4 * PAGE, 'x'));
	CHECK(is_filled(all + 7 * PAGE, 13 * PAGE, 'x'));
	again = map(3 * PAGE);
	CHECK(again == all + 4 * PAGE);
	CHECK(is_filled(again, 3 * PAGE, 0));
	again = mmap(all, 2 * PAGE, READ_WRITE, ANONYMOUS | MAP_FIXED, -1, 0);
	CHECK(again == all && is_filled(all, 2 * PAGE, 0));
	CHECK(all[2 * PAGE] == 'x');
	MAP_FAILS(EEXIST, all + PAGE, PAGE, READ_WRITE,
		  ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	EQUAL(munmap(all + PAGE, PAGE), 0);
	CHECK(mmap(all + PAGE, PAGE, READ_WRITE,
		   ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == all + PAGE);
	EQUAL(munmap(all, 20 * PAGE), 0);
}

static void protections(void)
{
	char *pages = map(2 * PAGE);
	int (*code)(void);

	strcpy(pages, "kept");
	EQUAL(mprotect(pages, PAGE, PROT_NONE), 0);
	EQUAL(mprotect(pages, 2 * PAGE, PROT_READ), 0);
	CHECK(strcmp(pages, "kept") == 0 && pages[PAGE] == 0);
	EQUAL(mprotect(pages, PAGE, READ_WRITE), 0);
	memcpy(pages, "\xb8\x2a\0\0\0\xc3", 6); /* mov $42, %eax; ret */
	EQUAL(mprotect(pages, PAGE, PROT_READ | PROT_EXEC), 0);
	memcpy(&code, &pages, sizeof code);
	EQUAL(code(), 42);
	EQUAL(mprotect((void *)(uintptr_t)constant, PAGE, PROT_READ), 0);
	EQUAL(mprotect(variable, PAGE, PROT_READ), 0);
	CHECK(strcmp(variable, "as linked") == 0);
	EQUAL(mprotect(variable, PAGE, READ_WRITE), 0);
	strcpy(variable, "changed");
	EQUAL(munmap(pages, 2 * PAGE), 0);
}

static void advice(void)
{
	char *pages = map(2 * PAGE);

	memset(pages, 'y', 2 * PAGE);
	EQUAL(posix_madvise(pages, PAGE, POSIX_MADV_DONTNEED), 0);
	CHECK(is_filled(pages, 2 * PAGE, 'y'));
	EQUAL(madvise(pages, PAGE, MADV_DONTNEED), 0);
	CHECK(is_filled(pages, PAGE, 0));
	CHECK(is_filled(pages + PAGE, PAGE, 'y'));
	EQUAL(madvise(pages, 2 * PAGE, MADV_FREE), 0);
	EQUAL(munmap(pages, 2 * PAGE), 0);
}

static void resizing(void)
{
	char *pages = map(20 * PAGE), *other, *moved;

	memset(pages, 'z', 20 * PAGE);
	CHECK(mremap(pages, 20 * PAGE, PAGE, 0) == pages);
	CHECK(mremap(pages, PAGE, 3 * PAGE, 0) == pages);
	CHECK(pages[PAGE - 1] == 'z' && is_filled(pages + PAGE, 2 * PAGE, 0));
	other = map(17 * PAGE);
	CHECK(other == pages + 3 * PAGE);
	CHECK(mremap(pages, 3 * PAGE, 4 * PAGE, 0) == MAP_FAILED &&
	      errno == ENOMEM);
	EQUAL(mprotect(pages, 3 * PAGE, PROT_NONE), 0);
	moved = mremap(pages, 3 * PAGE, 40 * PAGE, MREMAP_MAYMOVE);
	CHECK(moved != MAP_FAILED && moved != pages);
	EQUAL(mprotect(moved, 40 * PAGE, PROT_READ), 0);
	CHECK(moved[0] == 'z' && is_filled(moved + PAGE, 39 * PAGE, 0));
	EQUAL(munmap(moved, 40 * PAGE), 0);
	EQUAL(munmap(other, 17 * PAGE), 0);
}

/* The end of a large mapping is room for the heap, whatever its access was;
 * what is before it stays. */
static void end_comes_back(void)
{
	char *pages = map(5 * MEGABYTE), *block;

	CHECK(malloc(4 * MEGABYTE) == NULL);
	memset(pages, 'e', 5 * MEGABYTE);
	EQUAL(mprotect(pages + MEGABYTE, 2 * MEGABYTE, PROT_NONE), 0);
	EQUAL(munmap(pages + PAGE, 5 * MEGABYTE - PAGE), 0);
	block = malloc(4 * MEGABYTE);
	if (CHECK(block != NULL))
		memset(block, 'f', 4 * MEGABYTE);
	CHECK(is_filled(pages, PAGE, 'e'));
	CHECK(mremap(pages, PAGE, 3 * PAGE, 0) == pages);
	CHECK(is_filled(pages + PAGE, 2 * PAGE, 0));
	EQUAL(munmap(pages, 3 * PAGE), 0);
	free(block);
}

/* Half of memory, touched, thirty times over: as mappings, and then as heap. */
static void room_comes_back(void)
{
	char *pages;

	for (int i = 0; i < 30; i++) {
		pages = map(HALF);
		if (!CHECK(pages != NULL))
			return;
		CHECK(pages[HALF - 1] == 0);
		memset(pages, i, HALF);
		EQUAL(mprotect(pages, PAGE, PROT_NONE), 0);
		EQUAL(munmap(pages, HALF / 2), 0);
		EQUAL(munmap(pages + HALF / 2, HALF / 2), 0);
	}
	pages = malloc(HALF);
	if (CHECK(pages != NULL))
		memset(pages, 1, HALF);
	free(pages);
}

int main(void)
{
	map_errors();
	other_errors();
	parts();
	protections();
	advice();
	resizing();
	end_comes_back();
	room_comes_back();
	return check_end();
}
