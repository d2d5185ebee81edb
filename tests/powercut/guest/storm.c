/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 *	storm FOLDER SEED         makes steps (model.h) in the folder, each
 *	                          acknowledged when it is to last, the next when
 *	                          there is a line of input
 *	storm FOLDER SEED check   looks at what is there, the steps up to that
 *	                          whose number is the input having been
 *	                          acknowledged; and whether more can be added
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../model.h"
#include "../tree.h"

#define OTHER "other"

static struct model model;

static void fail(const char *what)
{
	fprintf(stderr, "storm: step %u: %s: %s\n", (unsigned)model.steps + 1,
		what, strerror(errno));
	exit(1);
}

static void require(int result, const char *what)
{
	if (result < 0)
		fail(what);
}

static void write_all(int fd, const void *data, size_t length)
{
	const char *at = data;

	while (length > 0) {
		ssize_t written = write(fd, at, length);

		require((int)written, "write");
		at += written;
		length -= (size_t)written;
	}
}

static int open_file(const char *name, int flags)
{
	int fd = open(name, flags, 0644);

	require(fd, name);
	return fd;
}

static void sync_folder(const char *name)
{
	int fd = open_file(name, O_RDONLY | O_DIRECTORY);

	require(fsync(fd), "fsync of a directory");
	close(fd);
}

static void write_at(const struct step *step, const uint8_t *data)
{
	const char *name = model_name(step->file);
	bool append = step->kind == STEP_APPEND;
	int fd = open_file(name,
			   append ? O_WRONLY | O_CREAT | O_APPEND : O_WRONLY);

	if (!append)
		require((int)lseek(fd, (off_t)step->offset, SEEK_SET), "lseek");
	write_all(fd, data + step->offset, step->length);
	require(append ? fsync(fd) : fdatasync(fd), "fsync");
	close(fd);
	/* Its name may be new. */
	if (append && step->offset == 0)
		sync_folder(".");
}

static void replace(const struct step *step, const uint8_t *data)
{
	int fd = open_file(OTHER, O_WRONLY | O_CREAT | O_TRUNC);

	write_all(fd, data, step->length);
	require(fsync(fd), "fsync");
	close(fd);
	require(rename(OTHER, model_name(step->file)), "rename");
	sync_folder(".");
}

static void resize(const struct step *step)
{
	int fd = open_file(model_name(step->file), O_RDWR);

	require(ftruncate(fd, (off_t)step->length), "ftruncate");
	require(fsync(fd), "fsync");
	close(fd);
}

static const char *path_of(unsigned int folder, unsigned int i)
{
	static char path[32];

	snprintf(path, sizeof path, "d%u/%u", folder, i);
	return path;
}

static void make(const struct step *step, uint32_t n)
{
	uint8_t data[MODEL_SMALL];
	char name[] = { 'd', (char)('0' + step->file), '\0' };

	require(mkdir(name, 0755), "mkdir");
	for (unsigned int i = 0; i < step->count; i++) {
		int fd = open_file(path_of(step->file, i),
				   O_WRONLY | O_CREAT | O_EXCL);

		write_all(fd, data, model_small(n, i, data));
		close(fd);
	}
	sync();
}

static void clear(const struct step *step)
{
	char name[] = { 'd', (char)('0' + step->file), '\0' };

	for (unsigned int i = 0; i < model.counts[step->file]; i++)
		require(unlink(path_of(step->file, i)), "unlink");
	require(rmdir(name), "rmdir");
	sync();
}

static void leave_unsynced(const struct step *step, uint32_t from)
{
	uint8_t data[9000];
	int fd = open_file("unsynced", O_WRONLY | O_CREAT | O_APPEND);

	for (uint32_t i = 0; i < step->length; i++)
		data[i] = model_unsynced(from + i);
	write_all(fd, data, step->length);
	close(fd);
}

static void unlink_one(const struct step *step)
{
	require(unlink(model_name(step->file)), "unlink");
	sync_folder(".");
}

static void rename_one(const struct step *step)
{
	require(rename(model_name(step->file), model_name(step->to)), "rename");
	sync_folder(".");
}

static void perform(const struct step *step)
{
	uint32_t unsynced = model.unsynced;

	model_apply(&model, step);
	model.steps--; /* for what fail() says */
	switch (step->kind) {
	case STEP_APPEND:
	case STEP_OVERWRITE:
		write_at(step, model.files[step->file].data);
		break;
	case STEP_REPLACE:
		replace(step, model.files[step->file].data);
		break;
	case STEP_TRUNCATE:
		resize(step);
		break;
	case STEP_RENAME:
		rename_one(step);
		break;
	case STEP_UNLINK:
		unlink_one(step);
		break;
	case STEP_MAKE:
		make(step, model.steps + 1);
		break;
	case STEP_REMOVE:
		clear(step);
		break;
	case STEP_UNSYNCED:
	case STEP_KINDS:
		leave_unsynced(step, unsynced);
		break;
	}
	model.steps++;
}

static void make_steps(uint32_t seed)
{
	model_start(&model, seed);
	do {
		struct step step = model_next(&model);

		perform(&step);
		printf("acknowledged %u\n", (unsigned)model.steps);
		fflush(stdout);
	} while (getchar() != EOF);
}

static int check(uint32_t seed)
{
	unsigned int acknowledged;
	const char *wrong;

	if (scanf("%u", &acknowledged) != 1)
		return 2;
	wrong = tree_check(".", seed, acknowledged, acknowledged);
	printf("%s\n", wrong != NULL ? wrong : "well");
	close(open_file("more", O_WRONLY | O_CREAT | O_EXCL));
	sync_folder(".");
	return wrong != NULL;
}

int main(int argc, char **argv)
{
	uint32_t seed;

	if (argc < 3) {
		fprintf(stderr, "usage: see the top of the source\n");
		return 2;
	}
	require(chdir(argv[1]), argv[1]);
	seed = (uint32_t)strtoul(argv[2], NULL, 10);
	if (argc > 3)
		return check(seed);
	make_steps(seed);
	return 0;
}
