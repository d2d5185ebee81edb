/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "judge.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/denali.h"

#define MOUNT "build/tests/ext2-mount"
#define RUN_MS 60000

static char wrong[2048];

/* Runs a program; what it says goes to wrong if its status is not 0. */
static bool run(const char *const words[])
{
	struct process process;
	bool well = process_run(&process, words, RUN_MS) && process.status == 0;

	if (!well)
		snprintf(wrong, sizeof wrong, "%s: status %d: %.900s%.900s",
			 words[0], process.status,
			 process.out.data != NULL ? process.out.data : "",
			 process.err.data != NULL ? process.err.data : "");
	process_finish(&process);
	return well;
}

void judge_make_disk(const char *path, uint64_t size, const char *const *words)
{
	struct command command = { 0 };
	struct process process;
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	cr_assert(fd >= 0 && ftruncate(fd, (off_t)size) == 0);
	close(fd);
	command_add_all(&command,
			(const char *[]){ "mke2fs", "-q", "-F", NULL });
	command_add_all(&command, words);
	command_add(&command, "%s", path);
	command_start(&command, &process);
	command_free(&command);
	cr_assert(process_wait(&process, RUN_MS) && process.status == 0, "%s",
		  process.err.data);
	process_finish(&process);
}

void judge_write(const char *path, const void *data, uint64_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	cr_assert(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	close(fd);
}

void judge_copy(const char *from, const char *to)
{
	struct bytes bytes = { 0 };

	cr_assert(bytes_read_file(&bytes, from));
	judge_write(to, bytes.data, bytes.length);
	bytes_free(&bytes);
}

const char *judge_image(const char *path,
			const char *(*check)(const char *folder,
					     unsigned int acknowledged),
			unsigned int acknowledged)
{
	const char *fault = wrong;
	char folder[256], request[300];

	snprintf(folder, sizeof folder, "%s", scratch_path("tree"));
	snprintf(request, sizeof request, "rdump / %s", folder);
	cr_assert_eq(mkdir(folder, 0700), 0);
	if (run((const char *[]){ MOUNT, path, NULL }) &&
	    run((const char *[]){ "e2fsck", "-fn", path, NULL }) &&
	    run((const char *[]){ "debugfs", "-R", request, path, NULL }))
		fault = check(folder, acknowledged);
	cr_assert(run((const char *[]){ "rm", "-rf", folder, NULL }));
	return fault;
}
