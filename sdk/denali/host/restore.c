/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A backup is read twice: once to look whether it is whole and right, with its
 * checksum over all, and only then to make files of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "backup.h"
#include "error.h"
#include "remedy.h"
#include "sparse.h"

#define NAME_ROOM 64

struct reading {
	crypto_generichash_state sum;
	FILE *file;
	const char *path;  /* folder to fill; null: it is looked at only */
	const char *wrong; /* what is */
	uint64_t size;     /* of the file the next pieces are of */
	int fd;            /* of the file that is being made */
	unsigned next;     /* of backup_files: those before have been */
};

static bool wrong(struct reading *reading, const char *what)
{
	if (reading->wrong == NULL)
		reading->wrong = what;
	return false;
}

static bool take(struct reading *reading, void *data, size_t length)
{
	if (fread(data, 1, length, reading->file) != length)
		return wrong(reading, "it ends too early");
	crypto_generichash_update(&reading->sum, data, length);
	return true;
}

static bool take_number(struct reading *reading, unsigned bytes,
			uint64_t *number)
{
	uint8_t data[8];

	*number = 0;
	if (!take(reading, data, bytes))
		return false;
	for (unsigned i = 0; i < bytes; i++)
		*number |= (uint64_t)data[i] << (8 * i);
	return true;
}

/* Only names that a host's folder has, each once, in their order. */
static bool is_next(struct reading *reading, const char *name)
{
	for (unsigned i = reading->next; i < BACKUP_FILES; i++)
		if (strcmp(backup_files[i], name) == 0) {
			reading->next = i + 1;
			return true;
		}
	return wrong(reading, "it has a file that no host has");
}

static bool close_file(struct reading *reading)
{
	bool good = reading->fd < 0 || fsync(reading->fd) == 0;

	if (reading->fd >= 0)
		close(reading->fd);
	reading->fd = -1;
	return good ? true : wrong(reading, strerror(errno));
}

static bool make_file(struct reading *reading, const char *name, mode_t mode)
{
	char *path = allocate_text("%s/%s", reading->path, name);
	char *slash = path + strlen(reading->path);

	while ((slash = strchr(slash + 1, '/')) != NULL) {
		*slash = '\0';
		mkdir(path, 0755);
		*slash = '/';
	}
	reading->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	free(path);
	if (reading->fd < 0 ||
	    ftruncate(reading->fd, (off_t)reading->size) != 0)
		return wrong(reading, strerror(errno));
	return true;
}

static bool take_file(struct reading *reading)
{
	uint64_t mode, length;
	char name[NAME_ROOM] = "";

	if (!close_file(reading) || !take_number(reading, 4, &mode) ||
	    !take_number(reading, 8, &reading->size) ||
	    !take_number(reading, 2, &length))
		return false;
	if (length >= sizeof name || mode > 0777 || reading->size > INT64_MAX)
		return wrong(reading, "a file of it makes no sense");
	if (!take(reading, name, length) || !is_next(reading, name))
		return false;
	return reading->path == NULL || make_file(reading, name, (mode_t)mode);
}

static bool take_piece(struct reading *reading, uint8_t *room)
{
	uint64_t offset, length;

	if (!take_number(reading, 8, &offset) ||
	    !take_number(reading, 4, &length))
		return false;
	if (reading->next == 0 || length > SPARSE_PIECE ||
	    offset > reading->size || length > reading->size - offset)
		return wrong(reading, "a piece of it makes no sense");
	if (!take(reading, room, length))
		return false;
	if (reading->fd >= 0 && !sparse_put(reading->fd, offset, room, length))
		return wrong(reading, strerror(errno));
	return true;
}

static bool check_end(struct reading *reading)
{
	uint8_t sum[BACKUP_SUM], said[BACKUP_SUM];

	if (!close_file(reading))
		return false;
	crypto_generichash_final(&reading->sum, sum, sizeof sum);
	if (fread(said, 1, sizeof said, reading->file) != sizeof said)
		return wrong(reading, "it ends too early");
	if (memcmp(sum, said, sizeof sum) != 0)
		return wrong(reading, "its checksum is wrong");
	if (getc(reading->file) != EOF)
		return wrong(reading, "there is more behind its end");
	return reading->next == BACKUP_FILES ||
	       wrong(reading, "it has no host.toml");
}

static bool take_all(struct reading *reading)
{
	uint8_t *room = allocate(SPARSE_PIECE, 1);
	char magic[sizeof BACKUP_MAGIC] = "", type = 0;
	bool good = take(reading, magic, sizeof magic - 1);

	if (good && strcmp(magic, BACKUP_MAGIC) != 0)
		good = wrong(reading, "it is no backup of a host");
	while (good && type != 'E') {
		good = take(reading, &type, 1);
		if (good && type == 'F')
			good = take_file(reading);
		else if (good && type == 'D')
			good = take_piece(reading, room);
		else if (good && type != 'E')
			good = wrong(reading, "a record of it makes no sense");
	}
	free(room);
	return good && check_end(reading);
}

static int read_backup(const char *file, const char *path)
{
	struct reading reading = { .path = path, .fd = -1 };
	int status = 0;

	reading.file = fopen(file, "re");
	if (reading.file == NULL)
		return error("host restore: %s: cannot open it: %s; %s", file,
			     strerror(errno), remedy(errno));
	crypto_generichash_init(&reading.sum, NULL, 0, BACKUP_SUM);
	if (!take_all(&reading))
		status = error("host restore: %s: %s%s", file, reading.wrong,
			       path == NULL ? "; nothing was written" : "");
	if (reading.fd >= 0)
		close(reading.fd);
	fclose(reading.file);
	return status;
}

int backup_check(const char *file)
{
	return read_backup(file, NULL);
}

int backup_restore(const char *file, const char *path)
{
	return read_backup(file, path);
}
