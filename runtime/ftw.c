/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Walking a tree of files, depth first.
 */
#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct walk {
	int (*visit)(const char *, const struct stat *, int);
	int (*visit_place)(const char *, const struct stat *, int,
			   struct FTW *);
	int flags;
	size_t length; /* of path */
	char path[PATH_MAX];
};

static int step(struct walk *walk, int level);

static int tell(struct walk *walk, const struct stat *status, int what,
		int level)
{
	const char *slash = strrchr(walk->path, '/');
	struct FTW place = { .level = level };

	if (walk->visit != NULL)
		return walk->visit(walk->path, status, what);
	if (slash != NULL && slash[1] != '\0')
		place.base = (int)(slash + 1 - walk->path);
	return walk->visit_place(walk->path, status, what, &place);
}

/* With the name added to the path for as long. */
static int step_to(struct walk *walk, const char *name, int level)
{
	size_t before = walk->length, length = strlen(name);
	int result;

	if (before + 1 + length >= sizeof walk->path) {
		errno = ENAMETOOLONG;
		return -1;
	}
	if (before > 0 && walk->path[before - 1] != '/')
		walk->path[walk->length++] = '/';
	memcpy(walk->path + walk->length, name, length + 1);
	walk->length += length;
	result = step(walk, level);
	walk->length = before;
	walk->path[before] = '\0';
	return result;
}

static int walk_inside(struct walk *walk, DIR *directory, int level)
{
	struct dirent *entry;
	int result = 0;

	while (result == 0 && (entry = readdir(directory)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			result = step_to(walk, entry->d_name, level + 1);
	return result;
}

static int walk_directory(struct walk *walk, const struct stat *status,
			  int level)
{
	DIR *directory = opendir(walk->path);
	int result = 0;

	if (directory == NULL && errno != EACCES)
		return -1;
	if (directory == NULL)
		return tell(walk, status, FTW_DNR, level);
	if (!(walk->flags & FTW_DEPTH))
		result = tell(walk, status, FTW_D, level);
	if (result == 0)
		result = walk_inside(walk, directory, level);
	if (result == 0 && (walk->flags & FTW_DEPTH))
		result = tell(walk, status, FTW_DP, level);
	closedir(directory);
	return result;
}

static int step(struct walk *walk, int level)
{
	struct stat status;

	if (stat(walk->path, &status) != 0)
		return level == 0 ? -1 : tell(walk, &status, FTW_NS, level);
	if (S_ISDIR(status.st_mode))
		return walk_directory(walk, &status, level);
	return tell(walk, &status, FTW_F, level);
}

static int begin(const struct walk *how, const char *path)
{
	struct walk *walk = malloc(sizeof *walk);
	int result = -1;

	if (walk == NULL)
		return -1;
	*walk = *how;
	if (*path == '\0')
		errno = ENOENT;
	else
		result = step_to(walk, path, 0);
	free(walk);
	return result;
}

int ftw(const char *path,
	int (*visit)(const char *path, const struct stat *status, int what),
	int most)
{
	(void)most;
	return begin(&(const struct walk){ .visit = visit }, path);
}

int nftw(const char *path,
	 int (*visit)(const char *path, const struct stat *status, int what,
		      struct FTW *place),
	 int most, int flags)
{
	(void)most;
	if (flags & FTW_CHDIR) {
		errno = EINVAL;
		return -1;
	}
	return begin(&(const struct walk){ .visit_place = visit,
					   .flags = flags },
		     path);
}
