/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A disk is made under another name and renamed when it is whole, so that what
 * has its name is never half of one.
 */
#include "newdisk.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"
#include "error.h"
#include "parse.h"
#include "program.h"
#include "sdk.h"

static int make_file(const char *path, const char *unfinished, uint64_t size)
{
	int fd = open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
		      0666);
	int failed = fd < 0 || ftruncate(fd, (off_t)size) != 0;

	if (failed)
		error("%s: cannot make the disk: %s; give one by -v", path,
		      strerror(errno));
	if (fd >= 0)
		close(fd);
	return failed ? STATUS_ERROR : 0;
}

/* Run it to its end, with what it prints on standard error: standard output is
 * the guests'.  Its status, or -1: there is none. */
static int run_mke2fs(const char *path)
{
	char *program = program_path_or_admin("mke2fs");
	const char *const words[] = { program, "-q", "-t", "ext4",
				      "-F",    path, NULL };
	int status = program != NULL ? program_run(words, STDERR_FILENO) : -1;

	free(program);
	return status;
}

int newdisk_format(const char *path, char *unfinished)
{
	int status = run_mke2fs(unfinished);

	if (status == 0)
		return 0;
	if (status < 0)
		return error("%s: cannot make a file system on the disk: there "
			     "is no mke2fs; install it (Debian: e2fsprogs), or "
			     "give a disk by -v",
			     path);
	return error("%s: cannot make a file system on the disk: mke2fs failed "
		     "with status %d",
		     path, status);
}

/* Another run may have made it meanwhile, and have it. */
static int give_name(const char *path, const struct manifest_disk *disk,
		     const char *unfinished)
{
	char size[SIZE_TEXT_MAX];

	if (link(unfinished, path) == 0)
		note("%s: a new disk of %s%s", path,
		     size_text(disk->size, size),
		     disk->mount != NULL ? ", with an empty file system" : "");
	else if (errno != EEXIST)
		return error("%s: cannot make the disk: %s; give one by -v",
			     path, strerror(errno));
	return 0;
}

static int make(const char *path, const struct manifest_disk *disk)
{
	char *unfinished = allocate_text("%s.new%d", path, (int)getpid());
	int status = make_file(path, unfinished, disk->size);

	if (status == 0 && disk->mount != NULL)
		status = newdisk_format(path, unfinished);
	if (status == 0)
		status = give_name(path, disk, unfinished);
	unlink(unfinished);
	free(unfinished);
	return status;
}

/* A signal that ends us waits until nothing unfinished is there; mke2fs ends
 * by it at once. */
static int make_undisturbed(const char *path, const struct manifest_disk *disk)
{
	sigset_t ending, before;
	int status;

	sigemptyset(&ending);
	sigaddset(&ending, SIGHUP);
	sigaddset(&ending, SIGINT);
	sigaddset(&ending, SIGTERM);
	sigprocmask(SIG_BLOCK, &ending, &before);
	status = make(path, disk);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return status;
}

int newdisk_make(const char *path, const struct manifest_disk *disk)
{
	if (access(path, F_OK) == 0)
		return 0;
	if (!disk->read_only)
		return make_undisturbed(path, disk);
	return error("%s: there is no such disk, which can only be read; make "
		     "it, as by `truncate -s 64M %s && mke2fs -q -t ext4 -d "
		     "FOLDER %s`, or give one by -v",
		     path, path, path);
}
