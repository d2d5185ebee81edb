/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Disks of VMs, as files of this machine: what goes in comes out, for the
 * service and for the host, and on a host that swaps too.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/denali.h"

#define TIMEOUT_MS 60000
#define BLOCK 4096
#define BLOCKS 1024
#define IMAGE BOOT_IMAGE("disk/disk")

static struct process process;
static bool started;
static char file[256];

static void make_disk(void)
{
	int fd;

	snprintf(file, sizeof file, "%s", scratch_path("disk"));
	fd = open(file, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	cr_assert(fd >= 0 && ftruncate(fd, BLOCKS * BLOCK) == 0);
	close(fd);
}

static void finish(void)
{
	if (started)
		process_finish(&process);
	started = false;
}

static void remove_disk(void)
{
	finish();
	unlink(file);
}

TestSuite(disks, .init = make_disk, .fini = remove_disk, .timeout = 120);

/* Runs the service with words, separated by spaces, as options and then as
 * arguments. */
static void run(const char *options, const char *arguments)
{
	struct command command;
	char words[512];

	finish();
	command_denali(&command);
	command_add_all(&command,
			(const char *[]){ "--net", "none", "-v", NULL });
	command_add(&command, "%s%s", file, options);
	snprintf(words, sizeof words, "%s", arguments);
	for (char *word = strtok(words, " "); word != NULL;
	     word = strtok(NULL, " "))
		if (strcmp(word, "image") == 0)
			command_add(&command, "%s", IMAGE);
		else
			command_add(&command, "%s", word);
	command_start(&command, &process);
	started = true;
	command_free(&command);
	cr_assert(process_wait(&process, TIMEOUT_MS), "it does not end");
}

static void expect(const char *options, const char *arguments,
		   const char *output)
{
	run(options, arguments);
	cr_assert(process.status == 0, "%d: %s", process.status,
		  process.err.data);
	cr_assert_str_eq(process.out.data, output);
}

static void access_block(off_t block, void *data, bool write)
{
	int fd = open(file, O_RDWR | O_CLOEXEC);
	ssize_t moved = write ? pwrite(fd, data, BLOCK, block * BLOCK) :
				pread(fd, data, BLOCK, block * BLOCK);

	cr_assert_eq(moved, BLOCK);
	close(fd);
}

Test(disks, from_host_to_guest)
{
	char data[BLOCK] = "from the host";

	access_block(BLOCKS - 1, data, true);
	expect("", "image list print 0 1023",
	       "disk 0: 1024 blocks\nfrom the host\n");
	expect(":ro", "image list print 0 1023",
	       "disk 0: 1024 blocks, read-only\nfrom the host\n");
}

Test(disks, from_guest_to_host)
{
	uint8_t data[BLOCK];

	expect("", "image fill 0 700 5 flush 0", "write: 0\nflush: 0\n");
	for (unsigned block = 700; block < 705; block++) {
		access_block(block, data, false);
		for (unsigned i = 0; i < BLOCK; i++)
			cr_assert_eq(data[i], (uint8_t)(block * 7 + i / 16 + i),
				     "block %u, byte %u", block, i);
	}
	access_block(699, data, false);
	cr_assert_eq(data[BLOCK - 1], 0);
	access_block(705, data, false);
	cr_assert_eq(data[0], 0);
}

Test(disks, from_run_to_run)
{
	expect("", "image fill 0 1 1000 flush 0 verify 0 1 1000",
	       "write: 0\nflush: 0\nread: 0, 0 bytes differ\n");
	expect("", "image verify 0 1 1000", "read: 0, 0 bytes differ\n");
}

/* What is written at the very end is not lost with the service. */
Test(disks, last_write)
{
	char data[BLOCK] = "still there";

	access_block(0, data, true);
	run("", "image leave");
	cr_assert_eq(process.status, 5);
	access_block(0, data, false);
	cr_assert_eq(data[0], 0);
}

Test(disks, many_at_once)
{
	expect("", "image many 0", "many: 200 finished, 0 failed\n");
}

Test(disks, refused)
{
	expect("", "image fill 0 1023 2 fill 0 1024 1 fill 0 0xffffffff 9",
	       "write: 3\nwrite: 3\nwrite: 3\n");
	expect("", "image fill 1 0 1 fill 8 0 1 flush 1 flush 8",
	       "write: 2\nwrite: 2\nflush: 2\nflush: 2\n");
	expect(":ro", "image fill 0 0 1 flush 0", "write: 4\nflush: 0\n");
}

Test(disks, none)
{
	struct process alone;

	denali_start(&alone, "--net", "none", IMAGE, "list", "fill", "0", "0",
		     "1", "flush", "0", NULL);
	cr_assert(process_wait(&alone, TIMEOUT_MS));
	cr_assert_str_eq(alone.out.data, "write: 2\nflush: 2\n");
	process_finish(&alone);
}

Test(disks, shared)
{
	expect("", "image fill 0 0 64 flush 0", "write: 0\nflush: 0\n");
	run(":ro", "-n 20 image verify 0 0 64");
	cr_assert_eq(process.status, 0, "%s", process.err.data);
	for (unsigned i = 0; i < 20; i++) {
		char line[64];

		snprintf(line, sizeof line, "[%u] read: 0, 0 bytes differ\n",
			 i);
		cr_expect(strstr(process.out.data, line), "%s", line);
	}
}

/* Disks of VMs come before the one to swap to, whatever they hold. */
Test(disks, beside_swap)
{
	char header[BLOCK] = "DSWP\1\0\0\0\0\4\0\0";

	access_block(0, header, true);
	run(":ro", "--swap 4G --host-mem 32M -n 40 image verify 0 1 1000");
	cr_assert_eq(process.status, 0, "%s", process.err.data);
	cr_expect(strstr(process.out.data, "[39] read: 0, ") != NULL);
	expect("", "--swap 64M image fill 0 1 1000 many 0 verify 0 300 600",
	       "write: 0\nmany: 200 finished, 0 failed\n"
	       "read: 0, 0 bytes differ\n");
}

/* A device that reports errors: in the block at sector 80, and at flushes. */
Test(disks, errors)
{
	const char *rules = strdup(scratch_path("blkdebug"));
	FILE *stream = fopen(rules, "w");
	char options[512];

	fputs("[inject-error]\nevent = \"write_aio\"\nerrno = \"5\"\n"
	      "once = \"off\"\nsector = \"80\"\n"
	      "[inject-error]\nevent = \"flush_to_disk\"\nerrno = \"28\"\n"
	      "once = \"on\"\n",
	      stream);
	fclose(stream);
	snprintf(options, sizeof options,
		 "rerror=report,werror=report,file.driver=blkdebug,"
		 "file.config=%s,file.image.driver=file,"
		 "file.image.locking=off,file.image.filename=@",
		 rules);
	setenv("DENALI_QEMU", "tests/boot/other-swap.sh", 1);
	setenv("OTHER_ID", "disk1", 1);
	setenv("OTHER_CACHE", "writeback", 1);
	setenv("OTHER_SWAP", options, 1);
	expect("",
	       "image fill 0 8 8 fill 0 9 4 fill 0 0 10 fill 0 11 9 flush 0 "
	       "flush 0 verify 0 11 9",
	       "write: 1\nwrite: 1\nwrite: 0\nwrite: 0\nflush: 1\n"
	       "flush: 0\nread: 0, 0 bytes differ\n");
	unlink(rules);
}
