/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Blocks of 4 KiB a second, one after another and at random, by how many are
 * under way at once; beside the Linux peer with direct I/O on the same file as
 * the same emulated disk.
 */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "disk/pattern.h"
#include "rivals.h"
#include "table.h"

#define RUN_MS 120000
#define DEPTH_COUNT 3
#define ROWS (PATTERN_COUNT * DEPTH_COUNT)
#define DISK_IMAGE "build/tests/bench/disk/disk"
#define DISK_PROGRAM "build/tests/bench/disk-peer"

static const struct pattern patterns[] = PATTERNS;
static const unsigned depths[] = DEPTHS;

/* The peer's first process, and what follows it. */
static const char script[] = "#!/bin/busybox sh\n"
			     "/bin/busybox mount -t devtmpfs dev /dev\n"
			     "while read -r module; do\n"
			     "	/bin/busybox insmod /modules/$module\n"
			     "done </modules/order\n"
			     "exec /disk\n";

static bool make_files(const char *path)
{
	struct bytes program = { 0 }, first = { 0 };
	struct rivals_file files[] = { { "disk", &program },
				       { "begin", &first } };
	bool made;

	bytes_append(&first, script, sizeof script - 1);
	made = bytes_read_file(&program, DISK_PROGRAM) &&
	       rivals_add_files(path, files, 2);
	bytes_free(&program);
	bytes_free(&first);
	return made;
}

static void peer_command(struct command *command, const char *disk,
			 const char *files)
{
	rivals_peer_machine(command);
	command_add(command, "-drive");
	command_add(command, "if=none,id=d,file=%s,format=raw,cache=writeback",
		    disk);
	command_add_all(command,
			(const char *[]){ "-device", "virtio-blk-pci,drive=d",
					  "-initrd", files, "-append",
					  "console=ttyS0 quiet panic=-1 "
					  "rdinit=/begin",
					  NULL });
}

static void our_command(struct command *command, const char *disk)
{
	command_denali(command);
	command_add_all(command, (const char *[]){ "--net", "none", "-v", disk,
						   DISK_IMAGE, NULL });
}

/* Runs it, and finds a number for each row. */
static bool run(const struct command *command, double *numbers)
{
	struct process process;
	bool good = true;

	command_start(command, &process);
	process_close_input(&process);
	process_wait(&process, RUN_MS);
	for (unsigned row = 0; row < ROWS && good; row++) {
		char text[64];

		snprintf(text, sizeof text, "disk: %s %u ",
			 patterns[row / DEPTH_COUNT].name,
			 depths[row % DEPTH_COUNT]);
		good = bytes_match(&process.out, text);
		if (good)
			numbers[row] = bytes_number_after(&process.out, text);
	}
	good = good && !bytes_match(&process.out, "disk: (error|cannot)");
	if (!good)
		fprintf(stderr, "%s%s", process.out.data, process.err.data);
	process_finish(&process);
	return good;
}

static bool run_pair(const char *disk, const char *files, double *ours,
		     double *theirs)
{
	struct command command;
	bool good;

	our_command(&command, disk);
	good = run(&command, ours);
	command_free(&command);
	peer_command(&command, disk, files);
	good = good && run(&command, theirs);
	command_free(&command);
	return good;
}

static void print(double ours[ROWS][PAIRS], double ratios[ROWS][PAIRS],
		  bool good)
{
	for (unsigned row = 0; row < ROWS; row++) {
		unsigned depth = depths[row % DEPTH_COUNT];
		char name[64];
		struct target target = { name, "", AT_LEAST, 1 };
		double ratio = median(ratios[row], PAIRS);

		snprintf(name, sizeof name, "disk, %s, %u at once / Linux's",
			 patterns[row / DEPTH_COUNT].name, depth);
		if (good)
			table_row(&target, ratio, "%.1f MB/s",
				  median(ours[row], PAIRS) * BLOCK / 1e6);
		else
			table_failed(&target, "no answer");
	}
}

void bench_disk(void)
{
	static double ours[ROWS][PAIRS], ratios[ROWS][PAIRS];
	char disk[256], files[256];
	bool good;
	int fd;

	snprintf(disk, sizeof disk, "%s", scratch_path("bench-disk"));
	snprintf(files, sizeof files, "%s", scratch_path("disk.cpio"));
	fd = open(disk, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	good = fd >= 0 && posix_fallocate(fd, 0, BLOCKS * BLOCK) == 0 &&
	       rivals_build_peer() && make_files(files);
	close(fd);
	for (int pair = 0; pair < PAIRS && good; pair++) {
		double our[ROWS], their[ROWS];

		good = run_pair(disk, files, our, their);
		for (unsigned row = 0; row < ROWS && good; row++) {
			ours[row][pair] = our[row];
			ratios[row][pair] = our[row] / their[row];
		}
	}
	print(ours, ratios, good);
	unlink(disk);
	unlink(files);
}
