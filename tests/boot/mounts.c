/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Disks that are mounted when a program starts: the test of files on one, and
 * those that cannot be mounted.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/denali.h"

#define TIMEOUT_MS 120000
#define SIZE (64 << 20)

static char file[256];

static void make_disk(void)
{
	int fd;

	snprintf(file, sizeof(file), "%s", scratch_path("disk"));
	fd = open(file, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	cr_assert(fd >= 0 && ftruncate(fd, SIZE) == 0);
	close(fd);
}

static void remove_disk(void)
{
	unlink(file);
}

TestSuite(mounts, .init = make_disk, .fini = remove_disk, .timeout = 180);

/* Runs an image with the disk, or without (NULL). */
static void expect(const char *image, const char *argument, const char *disk,
		   int status, const char *out, const char *err)
{
	struct command command;
	struct process process;

	command_denali(&command);
	command_add_all(&command, (const char *[]){ "--net", "none", NULL });
	if (disk != NULL)
		command_add_all(&command, (const char *[]){ "-v", disk, NULL });
	command_add_all(&command, (const char *[]){ image, argument, NULL });
	command_start(&command, &process);
	command_free(&command);
	cr_assert(process_wait(&process, TIMEOUT_MS), "it does not end");
	cr_expect_eq(process.status, status, "%d: %s", process.status,
		     process.err.data);
	cr_expect_str_eq(process.out.data != NULL ? process.out.data : "", out);
	cr_expect(bytes_match(&process.out, err) ||
			  bytes_match(&process.err, err),
		  "%s", process.err.data);
	process_finish(&process);
}

static void shell(const char *text, int status)
{
	char command[512];

	snprintf(command, sizeof(command), text, file);
	cr_expect_eq(system(command), status << 8, "%s", command);
}

Test(mounts, files_on_a_disk)
{
	shell("/sbin/mke2fs -q -F -t ext4 -b 1024 %s", 0);
	expect(BOOT_IMAGE("files/files"), "/data", file, 0, "0 failures\n", "");
	shell("/sbin/e2fsck -fn %s >&2", 0);
}

Test(mounts, no_disk)
{
	static const char says[] =
		"denali: cannot mount disk0 on /data as ext4: there is no such"
		" disk: give the VM one (denali run -v FILE)\n";

	expect(BOOT_IMAGE("unmountable/unmountable"), NULL, NULL, 1, says, "");
}

Test(mounts, not_a_file_system)
{
	static const char says[] =
		"denali: cannot mount disk0 on /data as ext4: it has no file"
		" system of that type (mke2fs makes one), or an option is"
		" wrong\n";

	expect(BOOT_IMAGE("unmountable/unmountable"), NULL, file, 1, says, "");
}
