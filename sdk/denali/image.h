/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Images as files on this machine: the checks that a person can act upon, made
 * before anything is started, each with a message of its own.
 *
 * The kernel trusts none of this: it checks an image completely when it loads
 * it, and what it finds beyond these checks comes back over the host port.
 */
#ifndef DENALI_CMD_IMAGE_H
#define DENALI_CMD_IMAGE_H

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <denali/image.h>

#define IMAGE_BUILD_ID_MAX 64

/* Addresses here, and in symbols, are the file's.  A VM's are higher by its
 * post-mortem's base. */
struct image_part {
	uint32_t address, memory_size; /* neither wraps */
	const uint8_t *bytes;          /* file_size of them */
	uint32_t file_size;
	uint32_t flags; /* PF_*; 0: a guard */
};

struct image {
	const char *path;
	int fd;
	uint8_t *data; /* the whole file */
	size_t size;
	struct image_part parts[DENALI_IMAGE_SEGMENTS];
	uint32_t part_count;
	uint32_t base; /* lowest that the file's addresses may count from */
	const uint8_t *notes; /* those of its first PT_NOTE */
	uint32_t notes_length;
	uint32_t contract; /* the version it is made for */
	struct denali_manifest manifest;
	char name[DENALI_NAME_MAX]; /* the manifest's, or the file's; plain */
	uint32_t memory_size;       /* of a VM made from it, as things stand */
	uint8_t build_id[IMAGE_BUILD_ID_MAX];
	uint32_t build_id_length; /* 0: it has none */
};

/* Open and check the image at path, for VMs of memory_size bytes (0: as the
 * manifest says).  Returns 0, or prints an error and returns STATUS_ERROR.
 * path must outlive the image.  Close it in both cases. */
int image_open(struct image *image, const char *path, uint32_t memory_size);
void image_close(struct image *image);

/* The same for who only looks at it: its contract may be another, and then the
 * manifest may be empty; nothing is said of memory. */
int image_examine(struct image *image, const char *path);

/* Read-only data of an image that runs at any base can be written until it
 * has been relocated; of all data that can, it alone has the dynamic segment in
 * it.  Notes it in the image's parts. */
void image_protect(struct image *image, const Elf32_Phdr *dynamic);

/* The part that address lies in; null: none. */
const struct image_part *image_find(const struct image *image,
				    uint32_t address);

/* length bytes of the image at address; null if its file has not all of
 * them. */
const uint8_t *image_bytes(const struct image *image, uint32_t address,
			   uint32_t length);

#endif
