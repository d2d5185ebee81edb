/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "files.h"

#define MANY 100
#define DEEP 1000

static void make_many(bool remove)
{
	char name[64];

	for (int i = 0; i < MANY; i++) {
		snprintf(name, sizeof(name), "many/name-%0*d", 1 + i % 40, i);
		if (remove)
			EQUAL(unlink(name), 0);
		else
			put(name, "");
	}
}

/* Reads to the end, taking each name away: how many there were. */
static int count_and_remove(DIR *directory)
{
	const struct dirent *entry;
	int count = 0;

	while ((entry = readdir(directory)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		count++;
		CHECK(entry->d_type == DT_REG || entry->d_type == DT_UNKNOWN);
		EQUAL(unlinkat(dirfd(directory), entry->d_name, 0), 0);
	}
	return count;
}

static void check_many(void)
{
	DIR *directory;

	EQUAL(mkdir("many", 0700), 0);
	make_many(false);
	make_many(true);
	make_many(false);
	FAILS(rmdir("many"), ENOTEMPTY);
	directory = opendir("many");
	CHECK(directory != NULL);
	EQUAL(count_and_remove(directory), MANY);
	put("many/late", "");
	rewinddir(directory);
	EQUAL(count_and_remove(directory), 1);
	EQUAL(closedir(directory), 0);
	EQUAL(rmdir("many"), 0);
}

static void check_seeking(void)
{
	DIR *directory;
	char name[16];
	long place;

	EQUAL(mkdir("d", 0700), 0);
	put("d/a", "");
	put("d/b", "");
	directory = fdopendir(open("d", O_RDONLY));
	CHECK(directory != NULL);
	CHECK(readdir(directory) != NULL && readdir(directory) != NULL);
	place = telldir(directory);
	strcpy(name, readdir(directory)->d_name);
	CHECK(readdir(directory) != NULL);
	CHECK(readdir(directory) == NULL && errno == 0);
	seekdir(directory, place);
	CHECK(strcmp(name, readdir(directory)->d_name) == 0);
	EQUAL(closedir(directory), 0);
	CHECK(opendir("d/a") == NULL && errno == ENOTDIR);
	CHECK(opendir("absent") == NULL && errno == ENOENT);
	EQUAL(unlink("d/a"), 0);
	EQUAL(unlink("d/b"), 0);
	EQUAL(rmdir("d"), 0);
}

static int not_dots(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static void check_scanning(void)
{
	static const char names[] = "bca";
	char name[2] = "";
	struct dirent **list = NULL;

	EQUAL(mkdir("d", 0700), 0);
	EQUAL(chdir("d"), 0);
	for (int i = 0; i < 3; i++) {
		name[0] = names[i];
		put(name, "");
	}
	EQUAL(scandir(".", &list, not_dots, alphasort), 3);
	for (int i = 0; i < 3; i++) {
		CHECK(list[i]->d_name[0] == "abc"[i]);
		EQUAL(unlink(list[i]->d_name), 0);
		free(list[i]);
	}
	free(list);
	EQUAL(chdir(".."), 0);
	EQUAL(rmdir("d"), 0);
}

static void check_removed(void)
{
	DIR *directory;
	char path[300];

	EQUAL(mkdir("d", 0700), 0);
	directory = opendir("d");
	EQUAL(chdir("d"), 0);
	EQUAL(rmdir("../d"), 0);
	CHECK(getcwd(path, sizeof(path)) == NULL && errno == ENOENT);
	FAILS(open("x", O_RDWR | O_CREAT, 0600), ENOENT);
	FAILS(mkdir("x", 0700), ENOENT);
	FAILS(symlink("x", "y"), ENOENT);
	CHECK(readdir(directory) == NULL);
	EQUAL(closedir(directory), 0);
	EQUAL(chdir(base), 0);
}

/* Deeper than any path is long. */
static void check_deep(void)
{
	char path[5000];
	int depth = 0;

	while (depth < DEEP && mkdir("deeper", 0700) == 0 &&
	       chdir("deeper") == 0)
		depth++;
	EQUAL(depth, DEEP);
	CHECK(getcwd(path, sizeof(path)) == NULL || strlen(path) > 4096);
	put("file", "deep");
	CHECK(has("file", "deep"));
	EQUAL(unlink("file"), 0);
	for (; depth > 0; depth--)
		if (!CHECK(chdir("..") == 0 && rmdir("deeper") == 0))
			break;
	CHECK(getcwd(path, sizeof(path)) == path && strcmp(path, base) == 0);
}

int check_directories(void)
{
	check_many();
	check_seeking();
	check_scanning();
	check_removed();
	check_deep();
	return check_failures;
}
