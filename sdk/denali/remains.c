/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "remains.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core.h"
#include "error.h"
#include "fileio.h"

#define ENDING ".core"
#define ID_BYTES 4      /* of the build-id, in a name */
#define NUMBERS_MAX 100 /* files of one second */
#define TIME_MAX 32

/* The usual folder; null: nobody has said where one's own files are. */
static char *usual_folder(void)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");

	if (state != NULL && state[0] == '/')
		return allocate_text("%s/denali/crashes", state);
	if (home != NULL && home[0] == '/')
		return allocate_text("%s/.local/state/denali/crashes", home);
	return NULL;
}

/* With all folders above it; for the user's eyes only, since guests' memory is
 * in the files. */
static int make_folders(char *path)
{
	for (char *slash = path + 1; *slash != '\0'; slash++) {
		if (*slash != '/')
			continue;
		*slash = '\0';
		if (mkdir(path, 0700) != 0 && errno != EEXIST) {
			*slash = '/';
			return -1;
		}
		*slash = '/';
	}
	return mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : -1;
}

/* ---- keeping no more than enough ---- */

struct kept {
	char *name;
	struct timespec time;
};

static int newest_first(const void *one, const void *other)
{
	const struct kept *a = one, *b = other;

	if (a->time.tv_sec != b->time.tv_sec)
		return a->time.tv_sec < b->time.tv_sec ? 1 : -1;
	if (a->time.tv_nsec != b->time.tv_nsec)
		return a->time.tv_nsec < b->time.tv_nsec ? 1 : -1;
	return strcmp(b->name, a->name);
}

static bool ends_so(const char *name)
{
	size_t length = strlen(name), end = sizeof ENDING - 1;

	return length > end && strcmp(name + length - end, ENDING) == 0;
}

static void remove_oldest(int folder, struct kept *all, size_t count)
{
	qsort(all, count, sizeof all[0], newest_first);
	for (size_t i = REMAINS_MAX; i < count; i++)
		unlinkat(folder, all[i].name, 0);
}

static void prune(const char *path)
{
	DIR *folder = opendir(path);
	struct buffer all = { 0 };
	struct dirent *entry;
	struct kept *kept;
	size_t count;

	while (folder != NULL && (entry = readdir(folder)) != NULL) {
		struct stat status;

		if (ends_so(entry->d_name) &&
		    fstatat(dirfd(folder), entry->d_name, &status,
			    AT_SYMLINK_NOFOLLOW) == 0 &&
		    S_ISREG(status.st_mode))
			buffer_append(
				&all,
				&(struct kept){
					allocate_text("%s", entry->d_name),
					status.st_mtim },
				sizeof *kept);
	}
	kept = (struct kept *)(void *)all.data;
	count = all.length / sizeof *kept;
	if (count > REMAINS_MAX)
		remove_oldest(dirfd(folder), kept, count);
	for (size_t i = 0; i < count; i++)
		free(kept[i].name);
	buffer_free(&all);
	if (folder != NULL)
		closedir(folder);
}

/* ---- writing ---- */

/* The name without number and ending, in the folder. */
static char *name_file(const char *folder, const struct core_note *note)
{
	char name[DENALI_NAME_MAX], id[2 * ID_BYTES + 1] = "0", when[TIME_MAX];
	time_t seconds = (time_t)note->time;
	struct tm tm;
	size_t i;

	for (i = 0; note->name[i] != '\0'; i++)
		name[i] = isalnum((unsigned char)note->name[i]) ?
				  note->name[i] :
				  '_';
	name[i] = '\0';
	for (i = 0; i < ID_BYTES && i < note->build_id_length; i++)
		snprintf(id + 2 * i, 3, "%02x", note->build_id[i]);
	strftime(when, sizeof when, "%Y%m%dT%H%M%SZ", gmtime_r(&seconds, &tm));
	return allocate_text("%s/%s-%s-%s", folder, name, id, when);
}

/* A new file with the next free number; -1, errno set: there is none. */
static int open_file(const char *stem, char **path)
{
	int fd = -1;

	for (unsigned i = 0; fd < 0 && i < NUMBERS_MAX; i++) {
		*path = allocate_text("%s-%u" ENDING, stem, i);
		fd = open(*path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		if (fd >= 0 || errno != EEXIST)
			break;
		free(*path);
		*path = NULL;
	}
	return fd;
}

static char *write_file(const char *folder, const struct core_note *note)
{
	char *stem = name_file(folder, note), *path = NULL;
	struct buffer data = { 0 };
	int fd = open_file(stem, &path);
	bool good = false;

	core_make(&data, note);
	if (fd >= 0) {
		good = write_whole(fd, data.data, data.length);
		if (!good)
			unlink(path);
		close(fd);
	}
	buffer_free(&data);
	free(stem);
	if (good)
		return path;
	free(path);
	return NULL;
}

static char *write_below(char *folder, const struct core_note *crash,
			 bool usual)
{
	char *path = NULL;

	if (make_folders(folder) == 0)
		path = write_file(folder, crash);
	if (path == NULL)
		note("%s: cannot keep the post-mortem file: %s; name another "
		     "folder with --post-mortem, or none",
		     folder, strerror(errno));
	else if (usual)
		prune(folder);
	return path;
}

char *remains_write(const struct instance *instance, uint32_t vm,
		    const char *folder)
{
	const struct part_options *options = instance->part->options;
	char *place, *path = NULL;
	struct core_note note;

	if (folder != NULL && strcmp(folder, REMAINS_NONE) == 0)
		return NULL;
	place = folder != NULL ? allocate_text("%s", folder) : usual_folder();
	if (place == NULL)
		return NULL;
	core_fill(&note, &instance->part->image, vm, instance->crash,
		  options->arguments, options->argument_count);
	path = write_below(place, &note, folder == NULL);
	free(place);
	return path;
}
