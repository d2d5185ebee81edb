/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The folder of a host:
 *
 *   host.toml                     what it is
 *   disk.img                      its disk
 *   certificate.pem, key.pem      with which its API is served
 *   admin.token                   of its administrator
 *   system/current, previous      kernel.elf and supervisor, which it boots
 *   lock                          held while it runs; who runs it
 *   log                           what its supervisor has said
 */
#ifndef DENALI_HOST_FOLDER_H
#define DENALI_HOST_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "hostfile.h"

struct folder {
	const char *path;
	struct hostfile file;
	int lock; /* descriptor; -1: not held */
};

/* Open a host's folder: its host.toml is read.  Returns 0, or prints an error
 * and returns STATUS_ERROR.  Close it in both cases. */
int folder_open(struct folder *folder, const char *path);
void folder_close(struct folder *folder);

/* Make a folder for a host, or see that one there is empty; take away all that
 * a host's folder has, and the folder if that is all.  As folder_open. */
int folder_make(const char *path, const char *verb);
void folder_remove(const char *path);

/* A path in it; allocated. */
char *folder_path(const struct folder *folder, const char *name);

/* Write a file in it, so that after a loss of power it is there whole or not at
 * all.  As folder_open. */
int folder_write(const struct folder *folder, const char *name,
		 const void *data, size_t length, mode_t mode);

/* Hold its lock, so that the host does not run, or run by somebody else,
 * meanwhile.  As folder_open: it runs, for which verb tells what to do. */
int folder_lock(struct folder *folder, const char *verb);

/* Who runs it; 0: nobody. */
pid_t folder_runner(const struct folder *folder);

/* Wait until nobody runs it, for at most so many milliseconds; false: somebody
 * still does. */
bool folder_await_end(const struct folder *folder, int milliseconds);

#endif
