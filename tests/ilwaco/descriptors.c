/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The descriptor table, and references to files.
 */
#include <criterion/criterion.h>
#include <errno.h>
#include <stdlib.h>

#include <ilwaco/heap.h>

#include "consolefile.h"
#include "descriptors.h"
#include "file.h"
#include "machine.h"

#define COUNT 3000
#define STEPS 50000

static int closed;

static int count_close(struct file *file)
{
	(void)file;
	closed++;
	return -EIO;
}

static const struct file_ops console_ops, ops = { .close = count_close };
struct file console_file = { .ops = &console_ops, .references = 4 };
static struct file files[COUNT];
static bool memory_left = true;

void *ilw_heap_allocate_zeroed(size_t size)
{
	return memory_left ? calloc(1, size) : NULL;
}

void ilw_heap_free(void *block)
{
	free(block);
}

static struct file *some_file(size_t i)
{
	file_init(&files[i], &ops, O_RDWR);
	return &files[i];
}

Test(descriptors, first_three_are_the_console)
{
	for (int fd = 0; fd < 3; fd++) {
		cr_expect_eq(fd_get(fd), &console_file);
		file_put(&console_file);
	}
	cr_expect_null(fd_get(3));
	cr_expect_null(fd_get(-1));
	cr_expect_null(fd_get(1 << 20));
	cr_expect_eq(fd_install(some_file(0)), 3);
}

Test(descriptors, closing_frees_with_the_last_reference)
{
	int fd = fd_install(some_file(0));
	struct file *file = fd_get(fd);

	cr_expect_eq(fd_close(fd), 0);
	cr_expect_eq(closed, 0);
	cr_expect_eq(fd_close(fd), -EBADF);
	cr_expect_eq(file_put(file), -EIO);
	cr_expect_eq(closed, 1);
}

static bool open_now[COUNT + 3] = { true, true, true };

static int lowest_free(int least)
{
	while (open_now[least])
		least++;
	return least;
}

Test(descriptors, always_the_lowest_free_number)
{
	srand(1);
	for (int i = 0; i < STEPS; i++) {
		int fd = rand() % COUNT;
		int least = rand() % 4 == 0 ? rand() % 100 : 0;

		if (fd > 2 && open_now[fd]) {
			cr_assert_eq(fd_close(fd), -EIO);
			open_now[fd] = false;
			continue;
		}
		fd = lowest_free(least);
		cr_assert_eq(fd_install_from(some_file((size_t)fd), least), fd);
		open_now[fd] = true;
	}
	for (int fd = 3; fd < COUNT; fd++)
		cr_assert_eq(fd_close(fd), open_now[fd] ? -EIO : -EBADF);
}

Test(descriptors, replace_closes_what_was_there)
{
	int fd = fd_install(some_file(0));

	cr_expect_eq(fd_replace(fd, some_file(1)), fd);
	cr_expect_eq(closed, 1);
	cr_expect_eq(fd_replace(1000, some_file(2)), 1000);
	cr_expect_eq(fd_get(1000), &files[2]);
	cr_expect_eq(fd_install(some_file(3)), fd + 1);
	cr_expect_eq(fd_replace(-1, &files[2]), -EBADF);
	cr_expect_eq(fd_replace(DESCRIPTORS_MAX, &files[2]), -EBADF);
}

Test(descriptors, close_on_exec_is_of_the_number)
{
	int fd = fd_install(some_file(0));

	cr_expect_eq(fd_flags(fd), 0);
	fd_set_flags(fd, FD_CLOEXEC);
	cr_expect_eq(fd_flags(fd), FD_CLOEXEC);
	fd_close(fd);
	cr_expect_eq(fd_flags(fd), -EBADF);
	cr_expect_eq(fd_install(some_file(1)), fd);
	cr_expect_eq(fd_flags(fd), 0);
}

Test(descriptors, no_memory_and_no_numbers)
{
	memory_left = false;
	for (int fd = 3; fd < 32; fd++)
		cr_assert_eq(fd_install(some_file((size_t)fd)), fd);
	cr_expect_eq(fd_install(some_file(40)), -ENOMEM);
	memory_left = true;
	cr_expect_eq(fd_install(some_file(40)), 32);
	cr_expect_eq(fd_install_from(some_file(41), DESCRIPTORS_MAX - 1),
		     DESCRIPTORS_MAX - 1);
	cr_expect_eq(fd_install_from(some_file(42), DESCRIPTORS_MAX - 1),
		     -EMFILE);
}
