/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Disks of VMs: given, and refused.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "image_file.h"
#include "trial.h"

TestSuite(disks, .fini = image_file_remove);

#define SCRIPT "ready\nexit 0 0 0\nend 0\n"

static const char *make_file(const char *name, off_t size)
{
	const char *path = strdup(scratch_path(name));
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	cr_assert(fd >= 0 && ftruncate(fd, size) == 0);
	close(fd);
	return path;
}

static void expect_refused(const char *value, const char *path,
			   const char *reason)
{
	struct process process;

	trial_script(SCRIPT);
	trial_start(&process, "-v", value, trial_image("hello"), NULL);
	trial_expect_error(&process, "-v %s: %s", path, reason);
}

Test(disks, sizes)
{
	const char *none = make_file("none", 0);
	const char *odd = make_file("odd", 4097);
	const char *sector = make_file("sector", 4096 + 512);
	char text[1024];

	snprintf(text, sizeof text,
		 "it is empty; `truncate -s 64M %s` makes it a disk of 64 MiB",
		 none);
	expect_refused(none, none, text);
	expect_refused(
		odd, odd,
		"its size is not a multiple of 4096 (4097); `truncate -s "
		"%4096` fills it up");
	expect_refused(
		sector, sector,
		"its size is not a multiple of 4096 (4608); `truncate -s "
		"%4096` fills it up");
	unlink(none);
	unlink(odd);
	unlink(sector);
}

Test(disks, no_file)
{
	expect_refused("no/such", "no/such",
		       "there is no such file; `truncate -s 64M no/such && "
		       "mke2fs -q -t ext4 no/such` makes a disk of 64 MiB with "
		       "an empty file system");
	expect_refused("no/such:ro", "no/such",
		       "there is no such file; `truncate -s 64M no/such && "
		       "mke2fs -q -t ext4 no/such` makes a disk of 64 MiB with "
		       "an empty file system");
	expect_refused(
		"build", "build",
		"neither a regular file nor a block device; `truncate -s 64M "
		"FILE` makes a disk");
	expect_refused(
		"build:ro", "build",
		"neither a regular file nor a block device; `truncate -s 64M "
		"FILE` makes a disk");
	expect_refused(
		"/dev/null", "/dev/null",
		"neither a regular file nor a block device; `truncate -s 64M "
		"FILE` makes a disk");
}

/* Of one that is written there is one user, of one that is read any number. */
Test(disks, shared)
{
	const char *path = make_file("shared", 0x100000);
	struct process first, second;
	char reading[1024];

	snprintf(reading, sizeof reading, "%s:ro", path);
	trial_script("ready\nprint 0 up\nwait\n");
	trial_start(&first, "-v", path, trial_image("hello"), NULL);
	cr_assert(process_await(&first, &first.out, "up", TRIAL_MS));
	expect_refused(path, path,
		       "another run has it as its disk; runs can share it with "
		       ":ro");
	expect_refused(reading, path,
		       "another run has it as its disk and may write to it");
	process_finish(&first);
	trial_script("ready\nprint 0 up\nwait\n");
	trial_start(&first, "-v", reading, trial_image("hello"), NULL);
	cr_assert(process_await(&first, &first.out, "up", TRIAL_MS));
	trial_script(SCRIPT);
	trial_start(&second, "-v", reading, trial_image("hello"), NULL);
	trial_expect_status(&second, 0);
	process_finish(&second);
	process_finish(&first);
	unlink(path);
}

Test(disks, words_for_qemu)
{
	const char *record = strdup(scratch_path("record"));
	const char *one = make_file("one", 4096);
	const char *two = make_file("two", 8192);
	struct bytes bytes = { 0 };
	struct process process;
	char script[512], reading[512];

	snprintf(script, sizeof script, "record %s\n" SCRIPT, record);
	snprintf(reading, sizeof reading, "%s:ro", two);
	trial_script(script);
	trial_start(&process, "-v", one, "-v", reading, "--swap", "1M",
		    trial_image("hello"), NULL);
	trial_expect_status(&process, 0);
	cr_assert(bytes_read_file(&bytes, record));
	cr_expect(bytes_match(&bytes, "^if=none,id=disk1,file=/dev/fd/[0-9]*,"
				      "format=raw,cache=writeback,"
				      "rerror=report,werror=report$"));
	cr_expect(bytes_match(&bytes, "^if=none,id=disk2,file=/dev/fd/[0-9]*,"
				      "format=raw,cache=writeback,readonly=on,"
				      "rerror=report,werror=report$"));
	cr_expect(
		bytes_match(&bytes, "^virtio-blk-pci,drive=disk1,addr=0x10$"));
	cr_expect(
		bytes_match(&bytes, "^virtio-blk-pci,drive=disk2,addr=0x11$"));
	cr_expect(bytes_match(&bytes, "^virtio-blk-pci,drive=swap,addr=0x12$"));
	process_finish(&process);
	bytes_free(&bytes);
	unlink(record);
	unlink(one);
	unlink(two);
}
