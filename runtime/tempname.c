/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Names that nothing has yet: the last six letters X of a template become
 * random.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <ilwaco/random.h>

#define LETTERS 6
#define TRIES 100

/* The letters; NULL, and EINVAL: there are none. */
static char *place_of(char *name, int suffix)
{
	size_t length = strlen(name);
	char *place;

	errno = EINVAL;
	if (suffix < 0 || length < (size_t)suffix + LETTERS)
		return NULL;
	place = name + length - (size_t)suffix - LETTERS;
	return memcmp(place, "XXXXXX", LETTERS) == 0 ? place : NULL;
}

static void fill(char *place)
{
	static const char set[] = "0123456789abcdefghijklmnopqrstuv";
	uint8_t bytes[LETTERS];

	ilw_random(bytes, sizeof(bytes));
	for (int i = 0; i < LETTERS; i++)
		place[i] = set[bytes[i] % (sizeof(set) - 1)];
}

static int make_file(const char *name, int flags)
{
	return open(name, O_RDWR | O_CREAT | O_EXCL | flags, 0600);
}

static int make_folder(const char *name, int flags)
{
	(void)flags;
	return mkdir(name, 0700);
}

/* For mktemp(): whether the name is free. */
static int look(const char *name, int flags)
{
	struct stat status;

	(void)flags;
	if (lstat(name, &status) != 0)
		return errno == ENOENT ? 0 : -1;
	errno = EEXIST;
	return -1;
}

static int make(char *name, int suffix, int flags,
		int (*maker)(const char *name, int flags))
{
	char *place = place_of(name, suffix);
	int result = -1;

	if (place == NULL)
		return -1;
	for (int i = 0; i < TRIES; i++) {
		fill(place);
		result = maker(name, flags);
		if (result >= 0 || errno != EEXIST)
			break;
	}
	if (result < 0)
		memset(place, 'X', LETTERS);
	return result;
}

int mkostemps(char *name, int suffix, int flags)
{
	return make(name, suffix, flags, make_file);
}

int mkostemp(char *name, int flags)
{
	return mkostemps(name, 0, flags);
}

int mkstemps(char *name, int suffix)
{
	return mkostemps(name, suffix, 0);
}

int mkstemp(char *name)
{
	return mkostemps(name, 0, 0);
}

char *mkdtemp(char *name)
{
	return make(name, 0, 0, make_folder) == 0 ? name : NULL;
}

/* An empty name says that there is none. */
char *mktemp(char *name)
{
	if (make(name, 0, 0, look) != 0)
		*name = '\0';
	return name;
}
