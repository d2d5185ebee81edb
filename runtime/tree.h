/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The files there are: those bundled with the image, and a few devices.
 */
#ifndef RUNTIME_TREE_H
#define RUNTIME_TREE_H

#include <denali/files.h>
#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "file.h"

struct stat;

/* Writes path to out (PATH_MAX bytes) as the table has it: absolute, without
 * ".", "..", doubled or trailing slashes.  0, -ENAMETOOLONG or -ENOENT (empty).
 */
int tree_normalise(const char *path, char *out);

/* The entry of a normalised path; NULL: there is none. */
const struct denali_file *tree_find(const char *path);

/* The same for any path: 0, or what tree_normalise says, or -ENOENT. */
int tree_lookup(const char *path, const struct denali_file **entry);

void tree_stat(const struct denali_file *entry, struct stat *status);

/* An open file of the tree. */
struct tree_file {
	struct file file;
	const struct denali_file *entry;
	size_t position; /* in a directory: of an entry, see getdents.c */
};

extern const struct file_ops tree_ops;

/* Makes an open file of an entry.  A negative errno value: -ENOMEM. */
int tree_open(const struct denali_file *entry, int flags, struct file **file);

/* Makes an open file of a device ("/dev/null" and so on).  -ENOENT: there is no
 * such device. */
int device_open(const char *path, int flags, struct file **file);
bool device_stat(const char *path, struct stat *status);

#endif
