/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "statedisk.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "program.h"
#include "remedy.h"
#include "sdk.h"

#define STAGE "state.new"

static const char *const names[] = { "certificate.pem", "key.pem", "admin.hash",
				     "default.pub" };
#define NAMES (sizeof names / sizeof names[0])

static void forget_stage(const struct folder *folder)
{
	char *path;

	for (size_t i = 0; i < NAMES; i++) {
		path = allocate_text("%s/" STAGE "/%s", folder->path, names[i]);
		unlink(path);
		free(path);
	}
	path = folder_path(folder, STAGE);
	rmdir(path);
	free(path);
}

static int stage_file(const struct folder *folder, const char *name,
		      const char *text)
{
	char *path = allocate_text(STAGE "/%s", name);
	int status = folder_write(folder, path, text, strlen(text), 0600);

	free(path);
	return status;
}

static int stage(const struct folder *folder, const struct state *state)
{
	const char *const texts[NAMES] = { state->certificate, state->key,
					   state->admin, state->signer };
	char *path = folder_path(folder, STAGE);
	int status = 0;

	if (mkdir(path, 0700) != 0)
		status = error("%s: cannot make it: %s; %s", path,
			       strerror(errno), remedy(errno));
	for (size_t i = 0; i < NAMES && status == 0; i++)
		if (texts[i] != NULL)
			status = stage_file(folder, names[i], texts[i]);
	free(path);
	return status;
}

static int make_file(const struct folder *folder, const char *path)
{
	const struct hostfile *file = &folder->file;
	off_t size = (off_t)HOST_BLOCK *
		     ((off_t)HOST_BOOT_BLOCKS + file->state_blocks +
		      file->disks_blocks);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	int status = 0;

	if (fd < 0 || ftruncate(fd, size) != 0)
		status = error("%s: cannot make it: %s; %s", path,
			       strerror(errno), remedy(errno));
	if (fd >= 0)
		close(fd);
	return status;
}

static int format(const struct folder *folder, const char *path)
{
	const struct hostfile *file = &folder->file;
	char *from = folder_path(folder, STAGE);
	char *program = program_path_or_admin("mke2fs");
	char *place = allocate_text("offset=%" PRIu64
				    ",root_owner=0:0,nodiscard",
				    (uint64_t)HOST_BLOCK * HOST_BOOT_BLOCKS);
	char *blocks = allocate_text("%" PRIu32, file->state_blocks);
	/* What it says of sizes that do not agree is about the offset. */
	const char *const words[] = { program, "-q",   "-F",   "-t", "ext4",
				      "-b",    "4096", "-d",   from, "-E",
				      place,   path,   blocks, NULL };
	int status = 0;

	if (program == NULL)
		status = error("%s: cannot make its file system: there is no "
			       "mke2fs; install it (Debian: e2fsprogs)",
			       path);
	else if (program_run(words, STDERR_FILENO) != 0)
		status = error("%s: cannot make its file system: mke2fs "
			       "failed; see above",
			       path);
	free(blocks);
	free(place);
	free(program);
	free(from);
	return status;
}

int statedisk_make(const struct folder *folder, const struct state *state)
{
	char *path = folder_path(folder, "disk.img");
	int status = stage(folder, state);

	if (status == 0)
		status = make_file(folder, path);
	if (status == 0)
		status = format(folder, path);
	forget_stage(folder);
	free(path);
	return status;
}
