/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Files bundled with an image by `denali-cc --files DIR[:MOUNT]`.
 *
 * The linker puts one table into the image's read-only data: this header, its
 * entries in ascending order of path (as strcmp() has it), then paths and
 * contents.  Offsets are from the start of the table, so that nothing in it
 * needs relocation and its pages are shared by all instances of the image.
 *
 * A path is absolute, without a trailing slash, and NUL-terminated; the root
 * is "/".  Every directory on the way to an entry has an entry.  Contents are
 * aligned to DENALI_FILES_ALIGN, those of DENALI_FILES_LARGE bytes or more to a
 * page, in memory too; they are followed by a NUL that size does not count.  A
 * directory has no contents.
 *
 * Nothing is written to the table, nothing in it is to be freed, and looking at
 * it needs no lock.
 */
#ifndef DENALI_FILES_H
#define DENALI_FILES_H

#include <stddef.h>
#include <stdint.h>

#define DENALI_FILES_VERSION 1
#define DENALI_FILES_ALIGN 16
#define DENALI_FILES_LARGE 16384

/* Kinds of entry; the values are those of S_IFMT in <sys/stat.h>. */
#define DENALI_FILE_DIRECTORY 0040000
#define DENALI_FILE_REGULAR 0100000

struct denali_file {
	uint32_t path;        /* offset of its path */
	uint32_t path_length; /* without the NUL */
	uint32_t data;        /* offset of its contents */
	uint32_t size;        /* of its contents, in bytes */
	uint32_t mode;        /* DENALI_FILE_* and the permission bits */
	uint32_t reserved;    /* 0 */
};
_Static_assert(sizeof(struct denali_file) == 24, "files table");

struct denali_files {
	uint32_t version; /* DENALI_FILES_VERSION */
	uint32_t count;   /* entries */
	uint32_t length;  /* of the whole table, in bytes */
	uint32_t reserved;
	struct denali_file entries[];
};
_Static_assert(sizeof(struct denali_files) == 16, "files table");
_Static_assert(offsetof(struct denali_files, entries) == 16, "files table");

/* The image's table.  Its address is NULL where nothing was bundled. */
#ifdef __denali__
extern const struct denali_files denali_files __attribute__((weak));
#endif

/* The path of an entry. */
static inline const char *denali_file_path(const struct denali_files *files,
					   const struct denali_file *file)
{
	return (const char *)files + file->path;
}

/* The contents of an entry, size bytes and a NUL. */
static inline const void *denali_file_data(const struct denali_files *files,
					   const struct denali_file *file)
{
	return (const char *)files + file->data;
}

#endif
