/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What is mounted before main(): what the image's table says (denali/mounts.h),
 * then memory on /tmp and /dev/shm, where the table has nothing else.
 */
#include <denali/mounts.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vfsmount.h"

struct line {
	const char *source, *target, *type, *options;
};

/* What the VFS acts on itself; the rest is the type's. */
struct choice {
	bool read_only; /* ro */
	bool may_fail;  /* nofail */
	bool later;     /* noauto */
	char rest[256];
};

static bool is(const char *word, size_t length, const char *option)
{
	return strlen(option) == length && memcmp(word, option, length) == 0;
}

static void add(struct choice *choice, const char *word, size_t length)
{
	size_t filled = strlen(choice->rest);

	if (filled + 1 + length >= sizeof(choice->rest))
		return;
	if (filled != 0)
		choice->rest[filled++] = ',';
	memcpy(choice->rest + filled, word, length);
	choice->rest[filled + length] = '\0';
}

static void read_options(const char *options, struct choice *choice)
{
	*choice = (struct choice){ 0 };
	while (*options != '\0') {
		size_t length = strcspn(options, ",");

		if (is(options, length, "ro"))
			choice->read_only = true;
		else if (is(options, length, "nofail"))
			choice->may_fail = true;
		else if (is(options, length, "noauto"))
			choice->later = true;
		else if (length > 0 && !is(options, length, "rw"))
			add(choice, options, length);
		options += length;
		options += *options == ',';
	}
}

static const char *reason(int error)
{
	switch (error) {
	case -ENXIO:
		return "there is no such disk: give the VM one"
		       " (denali run -v FILE)";
	case -EINVAL:
		return "it has no file system of that type (mke2fs makes one),"
		       " or an option is wrong";
	case -EROFS:
		return "it needs to be written, and is read-only";
	case -EIO:
		return "it cannot be read";
	case -EBUSY:
		return "something is mounted there";
	case -ENOMEM:
		return "there is too little memory";
	case -ENODEV:
		return "there is no such type";
	case -ENOENT:
	case -ENOTDIR:
		return "there is no such directory";
	default:
		return "an error of its own";
	}
}

static void say(const char *text)
{
	(void)write(STDERR_FILENO, text, strlen(text));
}

static void complain(const struct line *line, int error)
{
	say("denali: cannot mount ");
	say(line->source);
	say(" on ");
	say(line->target);
	say(" as ");
	say(line->type);
	say(": ");
	say(reason(error));
	say("\n");
}

static void mount_line(const struct line *line)
{
	struct choice choice;
	int error;

	read_options(line->options, &choice);
	if (choice.later)
		return;
	error = vfs_mount(line->source, line->target, line->type, choice.rest,
			  choice.read_only);
	if (error == 0 || choice.may_fail)
		return;
	complain(line, error);
	_exit(EXIT_FAILURE);
}

static const char *take(const char **at)
{
	const char *word = *at;

	*at += strlen(word) + 1;
	return word;
}

void vfs_start(void)
{
	const char *at = denali_mounts;

	while (at != NULL && *at != '\0') {
		struct line line;

		line.source = take(&at);
		line.target = take(&at);
		line.type = take(&at);
		line.options = take(&at);
		mount_line(&line);
	}
	(void)vfs_mount("tmpfs", "/tmp", "tmpfs", "", false);
	(void)vfs_mount("tmpfs", "/dev/shm", "tmpfs", "", false);
}
