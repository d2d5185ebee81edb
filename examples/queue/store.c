/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Lines: P NUMBER TEXT, a message; D NUMBER, it is done; N NUMBER, what the
 * next one is called.
 */
#define _GNU_SOURCE /* fileno(), ftruncate() */
#include "store.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "net.h"

#define LONG_FILE 0x10000

static FILE *file;
static const char *folder_name;
static char path[256];
static long length; /* of the file, with what is not flushed yet */
static bool dirty;

/* What a whole line says.  False: it makes no sense. */
static bool apply(char *line, uint64_t *next,
		  void (*put)(uint64_t number, const char *text),
		  void (*done)(uint64_t number))
{
	unsigned long long number;
	int at = 0;
	char kind;

	if (sscanf(line, "%c %llu%n", &kind, &number, &at) != 2)
		return false;
	if (kind == 'P' && line[at] == ' ')
		put(number, line + at + 1);
	else if (kind == 'D')
		done(number);
	else if (kind != 'N')
		return false;
	if (kind != 'N')
		number++;
	if (number > *next)
		*next = number;
	return true;
}

uint64_t store_open(const char *folder,
		    void (*put)(uint64_t number, const char *text),
		    void (*done)(uint64_t number))
{
	char line[TEXT_MAX + 64];
	uint64_t next = 1;
	long good = 0;

	folder_name = folder;
	snprintf(path, sizeof(path), "%s/queue", folder);
	file = fopen(path, "a+");
	if (file == NULL)
		die(path);
	rewind(file);
	while (fgets(line, sizeof(line), file) != NULL) {
		char *end = strchr(line, '\n');

		if (end == NULL)
			break;
		*end = '\0';
		if (!apply(line, &next, put, done))
			break;
		good = ftell(file);
	}
	/* What follows was never flushed: nobody has been told of it. */
	if (ferror(file) || ftruncate(fileno(file), good) != 0)
		die(path);
	clearerr(file);
	length = good;
	return next;
}

static void added(int bytes)
{
	if (bytes < 0)
		die(path);
	length += bytes;
	dirty = true;
}

void store_put(uint64_t number, const char *text)
{
	added(fprintf(file, "P %llu %s\n", (unsigned long long)number, text));
}

void store_done(uint64_t number)
{
	added(fprintf(file, "D %llu\n", (unsigned long long)number));
}

bool store_is_long(size_t bytes)
{
	return length > LONG_FILE + 2 * (long)bytes;
}

/* The new file takes the place of the old one when it is on the disk itself, so
 * that at no time anything is forgotten.  What the old one has not been told
 * yet is in the new one. */
void store_renew(uint64_t next, void (*put_all)(void))
{
	char other[sizeof(path) + 4];
	FILE *old = file;
	int place;

	snprintf(other, sizeof(other), "%s.new", path);
	file = fopen(other, "w");
	if (file == NULL)
		die(other);
	length = 0;
	added(fprintf(file, "N %llu\n", (unsigned long long)next));
	put_all();
	store_flush();
	fclose(old);
	place = open(folder_name, O_RDONLY | O_DIRECTORY);
	if (rename(other, path) != 0 || place < 0 || fsync(place) != 0)
		die(other);
	close(place);
}

void store_flush(void)
{
	if (!dirty)
		return;
	if (fflush(file) != 0 || fsync(fileno(file)) != 0)
		die(path);
	dirty = false;
}
