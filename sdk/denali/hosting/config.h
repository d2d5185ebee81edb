/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The user's own files: remotes and keys, in ${XDG_CONFIG_HOME:-~/.config}/
 * denali.  They are for nobody else's eyes: folders are made with mode 0700,
 * files with 0600.
 */
#ifndef DENALI_CMD_CONFIG_H
#define DENALI_CMD_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

/* The path of a file or folder there, as "remotes/h.toml"; the caller frees it.
 * Null, the error printed: nobody has said where one's own files are. */
char *config_path(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* Write a file, as a whole or not at all, and what leads to it.  Returns 0, or
 * prints an error and returns STATUS_ERROR. */
int config_write(const char *path, const void *bytes, size_t length);

/* Read one, of at most CONFIG_MAX bytes.  False, errno set: it cannot be read.
 * The buffer ends in a NUL that is not counted. */
#define CONFIG_MAX 0x100000
bool config_read(const char *path, struct buffer *bytes);

/* Whether others than the user can read an open file or write to it. */
bool config_is_shared(int fd);

#endif
