/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The compiler maps paths by their beginnings, the last option first.  So those
 * of folders inside others come after them, and each beginning has its slash,
 * lest it be that of another folder's name.  The current folder
 * is named alone in one place, as where the compiler ran, which takes the name
 * from the environment.
 */
#include "paths.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "memory.h"
#include "sdk.h"

/* For two names of the current folder, its own, the SDK and a sysroot. */
#define DEPTH_MAX ((PATHS_OPTIONS - 3) / 2)

/* Is the path the folder or below it?  Then what comes after it. */
static const char *below(const char *path, const char *folder, size_t length)
{
	if (length == 0 || strncmp(path, folder, length) != 0 ||
	    path[length] != '/')
		return NULL;
	return path + length + 1;
}

static char *joined(const char *before, const char *after)
{
	char *path;

	if (asprintf(&path, "%s/%s", before, after) < 0)
		fail("out of memory");
	return path;
}

/* Takes FOLDER/.. out, as the compiler has it in paths of its own. */
static char *shortened(char *path)
{
	char *up;

	while ((up = strstr(path, "/../")) != NULL && up > path) {
		char *before = memrchr(path, '/', (size_t)(up - path));

		if (before == NULL || strncmp(before, "/../", 4) == 0)
			break;
		memmove(before, up + 3, strlen(up + 3) + 1);
	}
	return path;
}

/* Relative to the current folder, whose name this is; how much of it the path
 * begins with. */
static char *relative(const char *path, const char *folder, size_t *matched)
{
	size_t length = strlen(folder);
	char *ups = need(strdup("")), *more;

	while (length > 0) {
		const char *rest = below(path, folder, length);

		if (rest != NULL) {
			more = joined(ups, rest);
			free(ups);
			memmove(more, more + 1, strlen(more));
			*matched = length;
			return more;
		}
		more = joined(ups, "..");
		free(ups);
		ups = more;
		while (length > 0 && folder[--length] != '/')
			;
	}
	free(ups);
	return NULL;
}

/* The current folder's name as the shell has it, before we change it; NULL: it
 * has none. */
static const char *logical_folder(void)
{
	static bool known;
	static char *name;
	const char *said = getenv("PWD");
	struct stat named, here;

	if (known)
		return name;
	known = true;
	if (said != NULL && said[0] == '/' && strstr(said, "//") == NULL &&
	    strstr(said, "/.") == NULL && stat(said, &named) == 0 &&
	    stat(".", &here) == 0 && named.st_dev == here.st_dev &&
	    named.st_ino == here.st_ino)
		name = need(strdup(said));
	return name;
}

/* An option that maps what is below a folder. */
static void add_map(char **words, int *count, const char *folder, size_t length,
		    const char *into)
{
	/* The compiler takes what comes before the first. */
	if (memchr(folder, '=', length) != NULL)
		return;
	if (asprintf(&words[(*count)++], "-ffile-prefix-map=%.*s/=%s",
		     (int)length, folder, into) < 0)
		fail("out of memory");
}

/* The current folder and those that lead to it, the nearest last. */
static void add_folders(char **words, int *count, const char *folder)
{
	int depth = 0;

	for (const char *at = folder; *at != '\0'; at++)
		depth += *at == '/' && at[1] != '\0';
	for (const char *at = folder + 1; depth > 0; at++) {
		char *ups, *into;

		if (*at != '/' && *at != '\0')
			continue;
		/* Of very many the farthest are left out. */
		if (depth-- > DEPTH_MAX)
			continue;
		ups = into = allocate(3 * (size_t)depth + 1, 1);
		for (int i = 0; i < depth; i++)
			into = stpcpy(into, "../");
		add_map(words, count, folder, (size_t)(at - folder), ups);
		free(ups);
	}
}

static bool maps_paths(const char *word)
{
	return strncmp(word, "-ffile-prefix-map=", 18) == 0 ||
	       strncmp(word, "-fdebug-prefix-map=", 19) == 0 ||
	       strncmp(word, "-fmacro-prefix-map=", 19) == 0;
}

/* Two names for the current folder come to the same. */
static void add_current(char **words, int *count)
{
	static const char here[] = "/proc/self/cwd";
	const char *logical = logical_folder();
	char folder[PATH_MAX];

	if (logical != NULL)
		add_folders(words, count, logical);
	if (getcwd(folder, sizeof(folder)) != NULL &&
	    (logical == NULL || strcmp(folder, logical) != 0))
		add_folders(words, count, folder);
	words[(*count)++] = allocate_text("-ffile-prefix-map=%s=", here);
	setenv("PWD", here, 1);
}

/* By the length of what they map. */
static int by_length(const void *one, const void *other)
{
	const char *const *a = one, *const *b = other;
	size_t begin = strlen("-ffile-prefix-map=");
	size_t length_a = strcspn(*a + begin, "=");
	size_t length_b = strcspn(*b + begin, "=");

	return (length_a > length_b) - (length_a < length_b);
}

void paths_prepare(char **words, int *count, char *const *users)
{
	const char *sysroot = getenv("DENALI_SYSROOT");
	int added = 0;
	bool own = true;

	for (; *users != NULL; users++)
		own &= !maps_paths(*users);
	words += *count;
	if (own)
		add_current(words, &added);
	if (sysroot != NULL && sysroot[0] == '/')
		add_map(words, &added, sysroot, strlen(sysroot),
			PATHS_SYSROOT "/");
	add_map(words, &added, sdk_root(), strlen(sdk_root()), PATHS_SDK "/");
	qsort(words, (size_t)added, sizeof(*words), by_length);
	*count += added;
	setenv("SOURCE_DATE_EPOCH", "0", 0);
}

/* Takes out the name of the current folder or of one that leads there, of two
 * parts at least: CMake puts the objects of a source that is elsewhere into a
 * folder whose name ends with the source's whole path. */
static char *without_folders(char *path, const char *folder)
{
	size_t length = strlen(folder);

	while (memchr(folder + 1, '/', length > 0 ? length - 1 : 0) != NULL) {
		char *name = need(strndup(folder, length));
		char *found = strstr(path, name);

		free(name);
		if (found != NULL && found > path && found[length] == '/') {
			memmove(found, found + length,
				strlen(found + length) + 1);
			break;
		}
		while (length > 0 && folder[--length] != '/')
			;
	}
	return path;
}

/* Relative to the current folder, by that of its names which says most. */
static char *nearest(const char *path)
{
	const char *logical = logical_folder();
	size_t matched = 0, other = 0;
	char folder[PATH_MAX], *found = NULL, *second = NULL;

	if (getcwd(folder, sizeof(folder)) != NULL)
		found = relative(path, folder, &matched);
	if (logical != NULL)
		second = relative(path, logical, &other);
	if (found == NULL || (second != NULL && other > matched)) {
		free(found);
		return second;
	}
	free(second);
	return found;
}

char *paths_neutral(const char *path)
{
	const char *sysroot = getenv("DENALI_SYSROOT");
	const char *rest = below(path, sdk_root(), strlen(sdk_root()));
	char folder[PATH_MAX], *found;

	if (rest != NULL)
		return shortened(joined(PATHS_SDK, rest));
	if (sysroot != NULL)
		rest = below(path, sysroot, strlen(sysroot));
	if (rest != NULL)
		return shortened(joined(PATHS_SYSROOT, rest));
	found = nearest(path);
	if (found == NULL)
		found = need(strdup(path));
	if (getcwd(folder, sizeof(folder)) == NULL)
		return found;
	return without_folders(found, folder);
}
