/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "backup.h"
#include "error.h"
#include "fileio.h"
#include "parse.h"
#include "remedy.h"

#define LOCK "lock"
#define LOOK_MS 20 /* between looks at who has it */

/* Is it a folder with nothing in it?  -1, with errno: it is none. */
static int is_empty(const char *path)
{
	DIR *entries = opendir(path);
	struct dirent *entry;
	int empty = 1;

	if (entries == NULL)
		return -1;
	while ((entry = readdir(entries)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			empty = 0;
	closedir(entries);
	return empty;
}

int folder_make(const char *path, const char *verb)
{
	int empty;

	if (mkdir(path, 0700) == 0)
		return 0;
	if (errno != EEXIST)
		return error("host %s: %s: cannot make it: %s; %s", verb, path,
			     strerror(errno), remedy(errno));
	empty = is_empty(path);
	if (empty < 0)
		return error("host %s: %s: %s; name a folder that is not "
			     "there yet",
			     verb, path, strerror(errno));
	if (empty == 0)
		return error("host %s: %s: there is something in it; name a "
			     "folder that is empty or not there yet",
			     verb, path);
	return 0;
}

void folder_remove(const char *path)
{
	static const char *const others[] = { "system/current",
					      "system/previous", "system" };
	char *name;

	for (size_t i = 0; i < BACKUP_FILES; i++) {
		name = allocate_text("%s/%s", path, backup_files[i]);
		unlink(name);
		free(name);
	}
	for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
		name = allocate_text("%s/%s", path, others[i]);
		rmdir(name);
		free(name);
	}
	rmdir(path);
}

int folder_open(struct folder *folder, const char *path)
{
	char *file;
	int status;

	*folder = (struct folder){ .path = path, .lock = -1 };
	file = folder_path(folder, "host.toml");
	if (access(file, F_OK) != 0 && errno == ENOENT)
		status = error("%s: not the folder of a host: it has no "
			       "host.toml; `denali host init %s` makes one",
			       path, path);
	else
		status = hostfile_read(&folder->file, file);
	free(file);
	return status;
}

void folder_close(struct folder *folder)
{
	hostfile_free(&folder->file);
	if (folder->lock >= 0)
		close(folder->lock);
	folder->lock = -1;
}

char *folder_path(const struct folder *folder, const char *name)
{
	return allocate_text("%s/%s", folder->path, name);
}

/* Write and name it; false: errno says why. */
static bool write_new(const char *unfinished, const char *path,
		      const void *data, size_t length, mode_t mode)
{
	int fd = open(unfinished, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
		      mode);
	bool written = fd >= 0 && write_whole(fd, data, length) &&
		       fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return written && rename(unfinished, path) == 0;
}

int folder_write(const struct folder *folder, const char *name,
		 const void *data, size_t length, mode_t mode)
{
	char *path = folder_path(folder, name);
	char *unfinished = allocate_text("%s.new", path);
	int status = 0;

	if (!write_new(unfinished, path, data, length, mode)) {
		status = error("%s: cannot write it: %s; %s", path,
			       strerror(errno), remedy(errno));
		unlink(unfinished);
	}
	free(unfinished);
	free(path);
	return status;
}

static int open_lock(const struct folder *folder, int flags)
{
	char *path = folder_path(folder, LOCK);
	int fd = open(path, flags | O_CLOEXEC, 0600);

	free(path);
	return fd;
}

int folder_lock(struct folder *folder, const char *verb)
{
	char text[32];
	int length = snprintf(text, sizeof text, "%d\n", (int)getpid());

	folder->lock = open_lock(folder, O_RDWR | O_CREAT);
	if (folder->lock < 0)
		return error("%s/" LOCK ": cannot open it: %s", folder->path,
			     strerror(errno));
	if (flock(folder->lock, LOCK_EX | LOCK_NB) != 0) {
		close(folder->lock);
		folder->lock = -1;
		return error("%s: the host runs, by process %d; `denali host "
			     "stop %s` ends it, then try `denali host %s` "
			     "again",
			     folder->path, (int)folder_runner(folder),
			     folder->path, verb);
	}
	if (ftruncate(folder->lock, 0) != 0 ||
	    !write_whole(folder->lock, text, (size_t)length))
		return error("%s/" LOCK ": cannot write it: %s", folder->path,
			     strerror(errno));
	return 0;
}

pid_t folder_runner(const struct folder *folder)
{
	int fd = open_lock(folder, O_RDONLY);
	char text[32] = "";
	uint64_t pid = 0;
	ssize_t length;

	if (fd < 0)
		return 0;
	if (flock(fd, LOCK_SH | LOCK_NB) != 0) {
		length = pread(fd, text, sizeof text - 1, 0);
		if (length > 0)
			text[strcspn(text, "\n")] = '\0';
		parse_number(text, 1, INT32_MAX, &pid);
	}
	close(fd);
	return (pid_t)pid;
}

bool folder_await_end(const struct folder *folder, int milliseconds)
{
	const struct timespec pause = { .tv_nsec = LOOK_MS * 1000000L };
	int left = milliseconds;

	while (folder_runner(folder) != 0) {
		if (left <= 0)
			return false;
		nanosleep(&pause, NULL);
		left -= LOOK_MS;
	}
	return true;
}
