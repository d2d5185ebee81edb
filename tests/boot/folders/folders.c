/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Bundled directories: read, walked through, and matched with patterns.
 */
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest/check.h"

static void check_entries(void)
{
	DIR *directory = opendir("/site");
	char names[64] = "";
	struct dirent *entry;
	long place = 0;

	if (!CHECK(directory != NULL))
		return;
	while ((entry = readdir(directory)) != NULL) {
		strcat(strcat(names, entry->d_name), " ");
		if (strcmp(entry->d_name, "b") == 0) {
			EQUAL(entry->d_type, DT_DIR);
			place = telldir(directory);
		}
	}
	CHECK(strcmp(names, ". .. a.txt b z ") == 0);
	CHECK(readdir(directory) == NULL && errno == 0);
	rewinddir(directory);
	CHECK(strcmp(readdir(directory)->d_name, ".") == 0);
	seekdir(directory, place);
	CHECK(strcmp(readdir(directory)->d_name, "z") == 0);
	CHECK(dirfd(directory) > 2);
	EQUAL(closedir(directory), 0);
}

static void check_others(void)
{
	DIR *directory = fdopendir(open("/", O_RDONLY | O_DIRECTORY));
	struct dirent *entry;
	int found = 0;

	CHECK(directory != NULL);
	while ((entry = readdir(directory)) != NULL)
		found += strcmp(entry->d_name, "site") == 0;
	EQUAL(found, 1);
	closedir(directory);
	CHECK(opendir("/site/none") == NULL && errno == ENOENT);
	CHECK(opendir("/site/a.txt") == NULL && errno == ENOTDIR);
	CHECK(opendir("") == NULL && errno == ENOENT);
	CHECK(fdopendir(99) == NULL && errno == EBADF);
}

static int is_text(const struct dirent *entry)
{
	return strstr(entry->d_name, ".txt") != NULL;
}

static void check_scan(void)
{
	struct dirent **list;

	EQUAL(scandir("/site", &list, is_text, alphasort), 1);
	CHECK(strcmp(list[0]->d_name, "a.txt") == 0);
	free(list[0]);
	free(list);
	FAILS(scandir("/none", &list, NULL, NULL), ENOENT);
}

static char walked[256];

static int note(const char *path, const struct stat *status, int what,
		struct FTW *place)
{
	char line[64];

	(void)status;
	snprintf(line, sizeof line, "%s:%d:%d:%s ", path, what, place->level,
		 path + place->base);
	strcat(walked, line);
	return strcmp(path, "/site/b/d/stop") == 0 ? 7 : 0;
}

static int stop(const char *path, const struct stat *status, int what)
{
	(void)path;
	(void)status;
	return what == FTW_F ? 5 : 0;
}

static void check_walk(void)
{
	EQUAL(nftw("/site/b", note, 4, 0), 0);
	CHECK(strcmp(walked,
		     "/site/b:1:0:b /site/b/c.txt:0:1:c.txt "
		     "/site/b/d:1:1:d /site/b/d/e.txt:0:2:e.txt ") == 0);
	walked[0] = '\0';
	EQUAL(nftw("/site/b", note, 4, FTW_DEPTH | FTW_PHYS), 0);
	CHECK(strcmp(walked, "/site/b/c.txt:0:1:c.txt "
			     "/site/b/d/e.txt:0:2:e.txt /site/b/d:5:1:d "
			     "/site/b:5:0:b ") == 0);
	EQUAL(ftw("/site", stop, 4), 5);
	EQUAL(ftw("/site/a.txt", stop, 4), 5);
	FAILS(ftw("/none", stop, 4), ENOENT);
	FAILS(ftw("", stop, 4), ENOENT);
	FAILS(nftw("/", note, 4, FTW_CHDIR), EINVAL);
}

static void check_glob(void)
{
	glob_t found;

	EQUAL(glob("/site/*.txt", 0, NULL, &found), 0);
	CHECK(found.gl_pathc == 1 &&
	      strcmp(found.gl_pathv[0], "/site/a.txt") == 0);
	globfree(&found);
	EQUAL(glob("/site/*/[cd]*", GLOB_MARK, NULL, &found), 0);
	CHECK(found.gl_pathc == 2 &&
	      strcmp(found.gl_pathv[0], "/site/b/c.txt") == 0 &&
	      strcmp(found.gl_pathv[1], "/site/b/d/") == 0);
	globfree(&found);
	EQUAL(glob("/site/*.none", 0, NULL, &found), 0);
	EQUAL(found.gl_pathc, 0);
}

int main(void)
{
	check_entries();
	check_others();
	check_scan();
	check_walk();
	check_glob();
	return check_end();
}
