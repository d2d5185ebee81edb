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

/* Without FTW_PHYS links are followed, but for those that lead nowhere. */
static int look(const struct walk *walk, struct stat *status)
{
	if (walk->flags & FTW_PHYS) {
		if (lstat(walk->path, status) != 0)
			return FTW_NS;
		return S_ISLNK(status->st_mode) ? FTW_SL : FTW_F;
	}
	if (stat(walk->path, status) == 0)
		return FTW_F;
	return lstat(walk->path, status) == 0 ? FTW_SLN : FTW_NS;
}

static int step(struct walk *walk, int level)
{
	struct stat status;
	int what = look(walk, &status);

	if (what == FTW_NS && level == 0)
		return -1;
	if (what == FTW_F && S_ISDIR(status.st_mode))
		return walk_directory(walk, &status, level);
	if (what == FTW_SLN && walk->visit != NULL)
		what = FTW_NS;
	return tell(walk, &status, what, level);
}

/* Takes the walk over; NULL: there was no memory for it. */
static int begin(struct walk *walk, const char *path)
{
	int result = -1;

	if (walk == NULL)
		return -1;
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
	struct walk *walk = calloc(1, sizeof(*walk));

	(void)most;
	if (walk != NULL)
		walk->visit = visit;
	return begin(walk, path);
}

int nftw(const char *path,
	 int (*visit)(const char *path, const struct stat *status, int what,
		      struct FTW *place),
	 int most, int flags)
{
	struct walk *walk;

	(void)most;
	if (flags & FTW_CHDIR) {
		errno = EINVAL;
		return -1;
	}
	walk = calloc(1, sizeof(*walk));
	if (walk != NULL) {
		walk->visit_place = visit;
		walk->flags = flags;
	}
	return begin(walk, path);
}
