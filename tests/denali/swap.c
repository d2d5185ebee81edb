/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Swap disks: made, given, and refused.
 */
#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <denali/plan.h>

#include "image_file.h"
#include "trial.h"

TestSuite(swap, .fini = image_file_remove);

#define SCRIPT "ready\nswap\nexit 0 0 0\nend 0\n"

/* A file of that size that begins with the bytes. */
static const char *make_file(const char *name, off_t size, const void *bytes,
			     size_t length)
{
	const char *path = strdup(scratch_path(name));
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	cr_assert(fd >= 0 && ftruncate(fd, size) == 0);
	cr_assert(pwrite(fd, bytes, length, 0) == (ssize_t)length);
	close(fd);
	return path;
}

static void expect_disk(const char *value, const char *text)
{
	struct process process;

	trial_script(SCRIPT);
	trial_start(&process, "--swap", value, trial_image("hello"), NULL);
	trial_expect_status(&process, 0);
	trial_expect_output(&process, text);
	trial_expect_errors(&process, "");
	process_finish(&process);
}

__attribute__((format(printf, 2, 3))) static void
expect_refused(const char *value, const char *format, ...)
{
	struct process process;
	char reason[256];
	va_list values;

	va_start(values, format);
	vsnprintf(reason, sizeof reason, format, values);
	va_end(values);
	trial_script(SCRIPT);
	trial_start(&process, "--swap", value, trial_image("hello"), NULL);
	trial_expect_error(&process, "--swap %s: %s", value, reason);
}

static unsigned entries(const char *folder)
{
	DIR *stream = opendir(folder);
	unsigned count = 0;

	cr_assert_not_null(stream);
	while (readdir(stream) != NULL)
		count++;
	closedir(stream);
	return count - 2;
}

/* Nothing of it is left, however the run ends. */
Test(swap, made)
{
	const char *folder = strdup(scratch_path("swaps"));
	struct process process;

	cr_assert(mkdir(folder, 0700) == 0);
	setenv("TMPDIR", folder, 1);
	expect_disk("64M",
		    "magic 50575344 version 1 pages 16384 of 67108864\n");
	cr_expect(entries(folder) == 0);
	trial_script("ready\nswap\nwait\n");
	trial_start(&process, "--swap", "1M", trial_image("hello"), NULL);
	cr_assert(process_await(&process, &process.out, "pages 256 of 1048576",
				TRIAL_MS));
	kill(process.pid, SIGKILL);
	cr_expect(process_wait(&process, TRIAL_MS));
	cr_expect(entries(folder) == 0);
	process_finish(&process);
	cr_expect(rmdir(folder) == 0);
}

Test(swap, no_folder)
{
	setenv("TMPDIR", "/no/such", 1);
	expect_refused("2M", "cannot make a file of that size in /no/such: No "
			     "such file or directory; set TMPDIR to another "
			     "folder");
}

Test(swap, sizes)
{
	expect_refused("1023K", "not a size from 1M to 16383G; write 1G, say");
	expect_refused("16384G", "not a size from 1M to 16383G; write 1G, say");
}

/* An empty file becomes a swap disk, and then is one. */
Test(swap, file)
{
	const char *path = make_file("swap", 0x100fff, "", 0);
	const char *text = "magic 50575344 version 1 pages 256 of 1052671\n";

	expect_disk(path, text);
	expect_disk(path, text);
	unlink(path);
}

/* What somebody may want to keep is not touched. */
Test(swap, file_with_contents)
{
	const char *path = make_file("precious", 0x200000, "\0\0\0\0x", 5);
	char bytes[16];
	int fd;

	expect_refused(
		path, "there is something on it: its first page is neither "
		      "zero nor a swap disk's, and swapping would destroy what "
		      "it holds; give another file, or clear that page if "
		      "nobody needs it");
	fd = open(path, O_RDONLY);
	cr_expect(read(fd, bytes, sizeof bytes) == sizeof bytes &&
		  memcmp(bytes, "\0\0\0\0x\0\0\0\0\0\0\0\0\0\0", 16) == 0);
	close(fd);
	unlink(path);
}

Test(swap, last_byte_of_the_page)
{
	char page[DENALI_PAGE_SIZE] = { [DENALI_PAGE_SIZE - 1] = 1 };
	const char *path = make_file("tail", 0x100000, page, sizeof page);
	struct process process;

	trial_script(SCRIPT);
	trial_start(&process, "--swap", path, trial_image("hello"), NULL);
	trial_expect_status(&process, 125);
	cr_expect(bytes_match(&process.err, "there is something on it"));
	process_finish(&process);
	unlink(path);
}

Test(swap, no_disk_at_all)
{
	const char *small = make_file("small", 0xfffff, "", 0);

	expect_refused(small, "too small for a swap disk; it needs 1M or more");
	expect_refused("no/such", "neither a size, as in 64M, nor a file that "
				  "is there");
	expect_refused("/dev/null", "neither a size, as in 64M, nor a regular "
				    "file or block device");
	expect_refused("build", "cannot open it for writing: Is a directory");
	unlink(small);
}

/* Two runs on one disk would destroy each other's pages. */
Test(swap, in_use)
{
	const char *path = make_file("shared", 0x100000, "", 0);
	struct process process;

	trial_script("ready\nprint 0 up\nwait\n");
	trial_start(&process, "--swap", path, trial_image("hello"), NULL);
	cr_assert(process_await(&process, &process.out, "up", TRIAL_MS));
	expect_refused(path, "another run has it as its swap disk");
	process_finish(&process);
	unlink(path);
}

Test(swap, words_for_qemu)
{
	const char *record = strdup(scratch_path("record"));
	struct bytes bytes = { 0 };
	struct process process;
	char script[512];

	snprintf(script, sizeof script, "record %s\n" SCRIPT, record);
	trial_script(script);
	trial_start(&process, "--swap", "1M", trial_image("hello"), NULL);
	trial_expect_status(&process, 0);
	cr_assert(bytes_read_file(&bytes, record));
	cr_expect(bytes_match(&bytes, "^virtio-blk-pci,drive=swap,addr=0x10$"));
	cr_expect(bytes_match(&bytes, ",format=raw,cache=unsafe,"));
	process_finish(&process);
	bytes_free(&bytes);
	unlink(record);
}
