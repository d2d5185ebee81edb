/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A host's folder in one file, for `denali host backup` and `restore`.  Numbers
 * are little-endian.
 *
 *   magic      8 bytes, BACKUP_MAGIC
 *   records    a type byte, then
 *     'F'      a file: mode (4 bytes), size (8), length of its name (2), name
 *     'D'      bytes of the file before: offset (8), length (4), bytes; what is
 *              in none is zero
 *     'E'      no more
 *   checksum   32 bytes: BLAKE2b-256 of all before it
 *
 * It holds the host's private key and its administrator's token.
 */
#ifndef DENALI_HOST_BACKUP_H
#define DENALI_HOST_BACKUP_H

#include "folder.h"

#define BACKUP_MAGIC "DNLHOST1"
#define BACKUP_SUM 32

/* The files there may be, in the order in which they are kept. */
extern const char *const backup_files[];
#define BACKUP_FILES 11

/* Write it.  Returns 0, or prints an error and returns STATUS_ERROR. */
int backup_write(const struct folder *folder, const char *file);

/* Look whether it is whole, and no more; then make the folder from it, which is
 * empty.  As backup_write. */
int backup_check(const char *file);
int backup_restore(const char *file, const char *path);

#endif
