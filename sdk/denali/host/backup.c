/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "backup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "error.h"
#include "remedy.h"
#include "sparse.h"

const char *const backup_files[BACKUP_FILES] = {
	"certificate.pem",
	"key.pem",
	"admin.token",
	"system/current/kernel.elf",
	"system/current/supervisor",
	"system/current/version",
	"system/previous/kernel.elf",
	"system/previous/supervisor",
	"system/previous/version",
	"disk.img",
	"host.toml",
};

struct writing {
	FILE *file;
	crypto_generichash_state sum;
};

static bool put(struct writing *writing, const void *data, size_t length)
{
	crypto_generichash_update(&writing->sum, data, length);
	return fwrite(data, 1, length, writing->file) == length;
}

static bool put_number(struct writing *writing, uint64_t number, unsigned bytes)
{
	uint8_t data[8];

	for (unsigned i = 0; i < bytes; i++)
		data[i] = (uint8_t)(number >> (8 * i));
	return put(writing, data, bytes);
}

static bool put_piece(void *context, uint64_t offset, const void *data,
		      size_t length)
{
	struct writing *writing = context;

	return put(writing, "D", 1) && put_number(writing, offset, 8) &&
	       put_number(writing, length, 4) && put(writing, data, length);
}

/* One that is not there is left out.  False: errno says why. */
static bool put_file(struct writing *writing, const struct folder *folder,
		     const char *name)
{
	char *path = folder_path(folder, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat status;
	bool good;

	free(path);
	if (fd < 0)
		return errno == ENOENT;
	good = fstat(fd, &status) == 0 && put(writing, "F", 1) &&
	       put_number(writing, status.st_mode & 0777, 4) &&
	       put_number(writing, (uint64_t)status.st_size, 8) &&
	       put_number(writing, strlen(name), 2) &&
	       put(writing, name, strlen(name)) &&
	       sparse_read(fd, put_piece, writing);
	close(fd);
	return good;
}

static bool put_all(struct writing *writing, const struct folder *folder)
{
	uint8_t sum[BACKUP_SUM];
	bool good = put(writing, BACKUP_MAGIC, sizeof BACKUP_MAGIC - 1);

	for (unsigned i = 0; good && i < BACKUP_FILES; i++)
		good = put_file(writing, folder, backup_files[i]);
	if (!good || !put(writing, "E", 1))
		return false;
	crypto_generichash_final(&writing->sum, sum, sizeof sum);
	return fwrite(sum, 1, sizeof sum, writing->file) == sizeof sum &&
	       fflush(writing->file) == 0 && fsync(fileno(writing->file)) == 0;
}

int backup_write(const struct folder *folder, const char *file)
{
	char *made = allocate_text("%s.new", file);
	int fd = open(made, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	struct writing writing = { .file = fd >= 0 ? fdopen(fd, "w") : NULL };
	int status = 0;

	crypto_generichash_init(&writing.sum, NULL, 0, BACKUP_SUM);
	if (writing.file == NULL || !put_all(&writing, folder) ||
	    rename(made, file) != 0)
		status = error("host backup: %s: cannot write it: %s; %s", file,
			       strerror(errno), remedy(errno));
	if (writing.file != NULL)
		fclose(writing.file);
	if (status != 0)
		unlink(made);
	free(made);
	return status;
}
