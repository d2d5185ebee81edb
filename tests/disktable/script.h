/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A series of changes of a disk table, made by numbers from 1 up, the same on
 * the build host and in a VM.
 *
 * What disks there must be after each change is kept beside the table, and
 * knows nothing of blocks and copies.  After each change the disk's new blocks
 * are filled with what only this disk has, not flushed; and after it was
 * acknowledged a mark with its number is written, not flushed either, so that
 * a recording of what was written says what had been acknowledged when.
 */
#ifndef SCRIPT_H
#define SCRIPT_H

#include <stdbool.h>
#include <stdint.h>

#include <ilwaco/disktable.h>

#define SCRIPT_BLOCKS 1024 /* of the disk */
#define SCRIPT_DISKS 24
#define SCRIPT_SIZE_MAX 24 /* blocks of a virtual disk */

struct script_disk {
	uint32_t number; /* of the change that made it; it is called d1... */
	uint32_t blocks;
	uint32_t written; /* the change after which it was last written to */
	uint32_t before;  /* blocks it had when that began */
};

struct script {
	uint32_t seed;
	uint32_t change; /* the last one made */
	uint32_t count;
	struct script_disk disk[SCRIPT_DISKS];
};

enum script_kind { SCRIPT_CREATE, SCRIPT_RESIZE, SCRIPT_DESTROY };

struct script_step {
	enum script_kind kind;
	uint32_t number; /* of the disk, as above */
	uint32_t blocks;
};

/* No change yet.  Change 0 is the disk of the marks, d0, of one block. */
void script_start(struct script *script, uint32_t seed);

/* What the next change is, and makes it in the script's own books. */
struct script_step script_next(struct script *script);

/* Formats the disk and makes so many changes.  Calls acknowledged, if there is
 * one, after each.  Returns 0 or the table's error. */
int script_run(struct ilw_disktable *table, const struct ilw_disktable_io *io,
	       uint32_t seed, uint32_t count,
	       void (*acknowledged)(uint32_t change));

void script_name(char name[ILW_DISKTABLE_NAME], uint32_t number);

/* The bytes of a block of a virtual disk, and of a mark. */
struct script_stamp {
	char magic[8];
	uint32_t number; /* of the disk; in a mark of the change */
	uint32_t block;  /* of the virtual disk */
};
#define SCRIPT_STAMP "denali d"
#define SCRIPT_MARK "denali m"
void script_fill(uint8_t data[ILW_DISKTABLE_BLOCK], const char *magic,
		 uint32_t number, uint32_t block);

#endif
