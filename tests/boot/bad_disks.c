/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Disks that are full, read-only, damaged, failing or something else: each
 * gives the error that POSIX names, and the program goes on.
 */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/denali.h"

#define IMAGE BOOT_IMAGE("bad-disks/bad-disks")
#define TIMEOUT_MS 120000
#define DISKS 8
#define SIZE 0x400000

static char folder[256], disks[DISKS][256];
static unsigned int count;
static struct process process;

/* ---- disks ---- */

static void run(const char *const words[])
{
	struct process tool;

	cr_assert(process_run(&tool, words, TIMEOUT_MS));
	cr_assert_eq(tool.status, 0, "%s: %s%s", words[0], tool.out.data,
		     tool.err.data);
	process_finish(&tool);
}

static void write_file(const char *name, size_t length)
{
	struct bytes bytes = { 0 };
	char path[300];

	while (bytes.length < length)
		bytes_append_text(&bytes, "some of what is in a file\n");
	snprintf(path, sizeof path, "%s/%s", folder, name);
	cr_assert(bytes_write_file(&bytes, path));
	bytes_free(&bytes);
}

/* What is on the disks. */
static void make_folder(void)
{
	char name[32];

	snprintf(folder, sizeof folder, "%s", scratch_path("folder"));
	mkdir(folder, 0755);
	snprintf(name, sizeof name, "folder");
	for (int i = 0; i < 60; i++) {
		snprintf(name, sizeof name, "file%d", i);
		write_file(name, (size_t)i * 700 + 30);
	}
	run((const char *[]){ "mkdir", "-p", folder, NULL });
}

static void make_deep(void)
{
	char path[300];

	snprintf(path, sizeof path, "%s/folder/far", folder);
	run((const char *[]){ "mkdir", "-p", path, NULL });
	write_file("folder/far/away", 20000);
}

static void start(void)
{
	make_folder();
	make_deep();
	count = 0;
}

static void end(void)
{
	process_finish(&process);
	while (count > 0)
		unlink(disks[--count]);
	run((const char *[]){ "rm", "-rf", folder, NULL });
}

TestSuite(bad_disks, .init = start, .fini = end, .timeout = 300);

static const char *add_disk(void)
{
	char name[16];
	int fd;

	snprintf(name, sizeof name, "disk%u", count);
	snprintf(disks[count], sizeof disks[count], "%s", scratch_path(name));
	fd = open(disks[count], O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	cr_assert(fd >= 0 && ftruncate(fd, SIZE) == 0);
	close(fd);
	return disks[count++];
}

/* With a file system of the folder's files; type: ext2, ext3, ext4. */
static const char *add_files(const char *type, const char *option)
{
	const char *path = add_disk();

	run((const char *[]){ "mke2fs", "-q", "-F", "-t", type, "-m0", "-d",
			      folder, option, path, NULL });
	return path;
}

static void put(const char *path, off_t offset, const void *data, size_t length)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	cr_assert(fd >= 0 &&
		  pwrite(fd, data, length, offset) == (ssize_t)length);
	close(fd);
}

static void put_random(const char *path, off_t offset, size_t length)
{
	uint8_t *data = malloc(length);

	srandom(1);
	for (size_t i = 0; i < length; i++)
		data[i] = (uint8_t)random();
	put(path, offset, data, length);
	free(data);
}

static void debugfs(const char *path, const char *request)
{
	run((const char *[]){ "debugfs", "-w", "-R", request, path, NULL });
}

/* The number behind some text that a tool prints. */
static off_t ask(const char *const words[], const char *prefix)
{
	struct process tool;
	off_t number;

	cr_assert(process_run(&tool, words, TIMEOUT_MS));
	number = (off_t)bytes_number_after(&tool.out, prefix);
	cr_assert_geq(number, 0, "%s: %s", words[0], tool.out.data);
	process_finish(&tool);
	return number;
}

/* The block that holds block n of a file; blocks have 1 KiB. */
static off_t block_of(const char *path, const char *file)
{
	char request[64];

	snprintf(request, sizeof request, "bmap %s 0", file);
	return 1024 *
	       ask((const char *[]){ "debugfs", "-R", request, path, NULL },
		   "^");
}

static off_t inode_table(const char *path)
{
	return 1024 * ask((const char *[]){ "dumpe2fs", path, NULL },
			  "Inode table at ");
}

/* ---- runs ---- */

static const char *suffix = "";

/* Commands are words separated by spaces; it must end by itself. */
static void boot(const char *commands)
{
	char text[512];
	struct command command;

	command_denali(&command);
	command_add_all(&command, (const char *[]){ "--net", "none", NULL });
	for (unsigned int i = 0; i < count; i++) {
		command_add(&command, "-v");
		command_add(&command, "%s%s", disks[i], suffix);
	}
	command_add(&command, IMAGE);
	snprintf(text, sizeof text, "%s", commands);
	for (char *word = strtok(text, " "); word != NULL;
	     word = strtok(NULL, " "))
		command_add(&command, "%s", word);
	command_start(&command, &process);
	command_free(&command);
	cr_assert(process_wait(&process, TIMEOUT_MS), "it does not end: %s%s",
		  process.out.data, process.err.data);
	cr_assert_lt(process.status, 124, "%s%s", process.out.data,
		     process.err.data);
}

static void expect(const char *line)
{
	cr_expect(bytes_match(&process.out, line), "no line %s: %s%s", line,
		  process.out.data, process.err.data);
}

/* One that has nothing to mend. */
static void expect_clean(const char *path)
{
	run((const char *[]){ "e2fsck", "-fn", path, NULL });
}

#define ANY_ERROR "(EINVAL|EIO)"

/* No file system, or another one. */
Test(bad_disks, with_something_else)
{
	static const char swap[] = "SWAPSPACE2";

	put(add_disk(), 0, "XFSB", 4);
	add_disk();
	put_random(add_disk(), 0, SIZE);
	put(add_disk(), 4086, swap, sizeof swap - 1);
	put(add_disk(), 0, "DENALIDT", 8);
	debugfs(add_files("ext4", "-Oencrypt"), "stats");
	/* A file system that the disk is too small for. */
	cr_assert_eq(truncate(add_files("ext4", "-q"), SIZE / 2), 0);
	add_files("ext4", "-q");
	boot("mount 0 mount 1 mount 2 mount 3 mount 4 mount 5 mount 6 "
	     "mistakes 7 mount 7 walk 7 umount 7");
	for (int i = 0; i < 7; i++) {
		char line[64];

		snprintf(line, sizeof line, "^mount %d: EINVAL$", i);
		if (i != 5)
			expect(line);
	}
	expect("^mistakes 7: 0 failures$");
	expect("^mount 7: done$");
	expect("^walk 7: 6[0-9] files, [0-9]+ bytes, no errors$");
	expect("^umount 7: done$");
	expect_clean(disks[7]);
}

/* Its structures are torn or of garbage. */
Test(bad_disks, that_are_torn)
{
	const char *path;
	uint8_t zeros[4096] = { 0 };

	/* The first superblock, of which there are copies. */
	put(add_files("ext4", "-q"), 0, zeros, 4096);
	/* All inodes; all but the first few. */
	path = add_files("ext4", "-O^metadata_csum");
	put_random(path, inode_table(path), 20000);
	path = add_files("ext4", "-O^metadata_csum");
	put_random(path, inode_table(path) + 11 * 256, 8000);
	/* The journal's superblock, and its first transaction. */
	path = add_files("ext4", "-q");
	put_random(path, block_of(path, "<8>"), 1024);
	debugfs(path, "feature needs_recovery");
	path = add_files("ext3", "-q");
	put_random(path, block_of(path, "<8>") + 1024, 8192);
	debugfs(path, "feature needs_recovery");
	/* Directories. */
	path = add_files("ext4", "-q");
	put_random(path, block_of(path, "/"), 1024);
	path = add_files("ext2", "-q");
	put_random(path, block_of(path, "folder"), 1024);
	/* Numbers that make no sense: blocks of 2^60 bytes. */
	path = add_files("ext2", "-q");
	put(path, 1024 + 24, "\x32\0\0", 4);
	boot("try 0 try 1 try 2 try 3 try 4 try 5 try 6 try 7");
	expect("^mount 0: EINVAL$");
	expect("^mount 1: " ANY_ERROR "$");
	expect("^walk 2: .* " ANY_ERROR "$");
	expect("^mount 3: " ANY_ERROR "$");
	expect("^walk 5: .* " ANY_ERROR "$");
	expect("^walk 6: .* " ANY_ERROR "$");
	expect("^mount 7: EINVAL$");
	expect("^change 7: alive$");
}

/* A disk that cannot be written; one that could, and is not to be. */
Test(bad_disks, that_are_read_only)
{
	const char *path = add_files("ext4", "-q");

	suffix = ":ro";
	debugfs(add_files("ext4", "-q"), "feature needs_recovery");
	boot("mount 0 mount-ro 0 refuse 0 walk 0 umount 0 mount 1 mount-ro 1");
	expect("^mount 0: (EROFS|EACCES|done)$");
	expect("^refuse 0: 0 failures$");
	expect("^walk 0: 6[0-9] files, [0-9]+ bytes, no errors$");
	process_finish(&process);
	suffix = "";
	boot("mount-ro 0 refuse 0 umount 0");
	expect("^refuse 0: 0 failures$");
	expect("^umount 0: done$");
	expect_clean(path);
}

Test(bad_disks, that_are_full)
{
	run((const char *[]){ "mke2fs", "-q", "-F", "-text4", "-m0", "-N48",
			      add_disk(), NULL });
	run((const char *[]){ "mke2fs", "-q", "-F", "-text2", "-m0", "-b4096",
			      "-N200", add_disk(), NULL });
	boot("mount 0 fill 0 umount 0 mount 1 fill 1 umount 1");
	expect("^fill 0: 0 failures, ");
	expect("^fill 1: 0 failures, ");
	expect_clean(disks[0]);
	expect_clean(disks[1]);
}

/* Whatever is asked of it once it has been flushed, the disk fails. */
static void fail_after_flush(const char *rules)
{
	char options[512];
	FILE *stream = fopen(rules, "w");

	fputs("[set-state]\nevent = \"flush_to_disk\"\nstate = \"1\"\n"
	      "new_state = \"2\"\n",
	      stream);
	for (int i = 0; i < 3; i++)
		fprintf(stream,
			"[inject-error]\nevent = \"%s\"\nstate = \"2\"\n"
			"errno = \"5\"\nonce = \"off\"\n",
			(const char *[]){ "read_aio", "write_aio",
					  "flush_to_disk" }[i]);
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
}

Test(bad_disks, that_are_gone)
{
	const char *rules = strdup(scratch_path("rules"));

	add_files("ext4", "-q");
	fail_after_flush(rules);
	boot("mount 0 lose 0 walk 0 change 0 umount 0");
	expect("^(second|third) fsync 0: (EIO|EROFS)$");
	expect("^lose 0: alive$");
	expect("^change 0: alive$");
	unlink(rules);
}
