/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The devices that programs expect to find by name.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <ilwaco/random.h>

#include "consolefile.h"
#include "file.h"
#include "tree.h"

static ssize_t read_nothing(struct file *file, void *data, size_t length)
{
	(void)file;
	(void)data;
	(void)length;
	return 0;
}

static ssize_t read_zeros(struct file *file, void *data, size_t length)
{
	(void)file;
	memset(data, 0, length);
	return (ssize_t)length;
}

static ssize_t read_random(struct file *file, void *data, size_t length)
{
	(void)file;
	ilw_random(data, length);
	return (ssize_t)length;
}

static ssize_t write_nowhere(struct file *file, const void *data, size_t length)
{
	(void)file;
	(void)data;
	return (ssize_t)length;
}

static off_t stay(struct file *file, off_t offset, int whence)
{
	(void)file;
	(void)offset;
	(void)whence;
	return 0;
}

static int fill_status(struct file *file, struct stat *status)
{
	(void)file;
	status->st_mode = S_IFCHR | 0666;
	status->st_nlink = 1;
	status->st_blksize = 1024;
	return 0;
}

static int free_file(struct file *file)
{
	free(file);
	return 0;
}

#define DEVICE_OPS(reader)                                                     \
	{                                                                      \
		.read = (reader), .write = write_nowhere, .seek = stay,        \
		.stat = fill_status, .close = free_file,                       \
	}

static const struct file_ops null_ops = DEVICE_OPS(read_nothing);
static const struct file_ops zero_ops = DEVICE_OPS(read_zeros);
static const struct file_ops random_ops = DEVICE_OPS(read_random);

static const struct device {
	const char *name;
	const struct file_ops *ops; /* NULL: the console */
} devices[] = {
	{ "null", &null_ops },     { "zero", &zero_ops },
	{ "random", &random_ops }, { "urandom", &random_ops },
	{ "console", NULL },       { "stdin", NULL },
	{ "stdout", NULL },        { "stderr", NULL },
};

static const struct device *find(const char *path)
{
	if (strncmp(path, "/dev/", 5) != 0)
		return NULL;
	for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++)
		if (strcmp(path + 5, devices[i].name) == 0)
			return &devices[i];
	return NULL;
}

int device_open(const char *path, int flags, struct file **file)
{
	const struct device *device = find(path);

	if (device == NULL)
		return -ENOENT;
	if (device->ops == NULL) {
		file_get(&console_file);
		*file = &console_file;
		return 0;
	}
	*file = malloc(sizeof **file);
	if (*file == NULL)
		return -ENOMEM;
	file_init(*file, device->ops, flags);
	return 0;
}

bool device_stat(const char *path, struct stat *status)
{
	if (find(path) == NULL)
		return false;
	fill_status(NULL, status);
	return true;
}
