/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The disk table: many virtual disks on one disk of the machine.
 *
 * A virtual disk has a name, a size in blocks of 4 KiB, and up to
 * DENALI_EXTENTS extents, which are what vm_disk (denali/supervisor.h) takes.
 * The table is logic alone: it reads and writes through struct
 * ilw_disktable_io, and keeps all it needs in struct ilw_disktable, about
 * 300 KiB of the caller's, of which little is touched while there are few
 * disks.  One caller at a time.
 *
 * Layout, in blocks: 0 to 63 one copy of the table, 64 to 127 the other, then
 * the virtual disks.  All numbers are little-endian.
 *
 * Loss of power.  Each change is atomic, whichever of the writes since the last
 * flush are lost, kept, reordered or torn:
 *   - Copy number n goes to place n % 2, so the copy before it stays whole
 *     while it is written, and that one was flushed when it was acknowledged.
 *   - A copy counts if its checksum, over all of it and its number, is right:
 *     no half of one does, nor a mixture of two.  Of those that count the
 *     higher number is the table.
 *   - A flush goes before each copy, so what it refers to is there first: the
 *     zeros of new blocks, and the copy before it, even if whoever wrote that
 *     one did not live to flush it.
 *   - A flush goes after it, and only then has the change been made.
 * What this relies on: a block that is not being written does not change, and
 * a flush means what denali/rings.h says.  Blocks that rot by themselves are
 * noticed but look like a write that was torn.
 *
 * No disk shows what another has left: blocks are zeroed, and the zeros
 * flushed, before the table gives them to a disk.
 *
 * Errors are negative, and ilw_disktable_error has a text for each.  All calls
 * that can fail can fail with ILW_DISKTABLE_EIO; after a failed write or flush
 * it is not known which table the disk has, so each later change fails too
 * until the table has been opened again.
 */
#ifndef ILWACO_DISKTABLE_H
#define ILWACO_DISKTABLE_H

#include <stdbool.h>
#include <stdint.h>

#include <denali/supervisor.h>

#define ILW_DISKTABLE_BLOCK 4096
#define ILW_DISKTABLE_DISKS 1024
#define ILW_DISKTABLE_NAME 32   /* bytes, with the NUL */
#define ILW_DISKTABLE_FIRST 128 /* first block of virtual disks */

#define ILW_DISKTABLE_MORE 1 /* not an error: a change has steps left */
#define ILW_DISKTABLE_EIO (-1)
#define ILW_DISKTABLE_EUNFORMATTED (-2) /* there is no table on the disk */
#define ILW_DISKTABLE_EDAMAGED (-3)     /* there is one, but no whole copy */
#define ILW_DISKTABLE_EVERSION (-4)     /* it is of another version */
#define ILW_DISKTABLE_ESMALL (-5)       /* the disk is too small for it */
#define ILW_DISKTABLE_ENOTEMPTY (-6)    /* the disk holds something else */
#define ILW_DISKTABLE_EEXIST (-7)       /* a disk has that name */
#define ILW_DISKTABLE_ENOENT (-8)       /* no disk has that name */
#define ILW_DISKTABLE_EINVAL (-9)       /* such a name or size cannot be */
#define ILW_DISKTABLE_EBUSY (-10)       /* attached, or a change under way */
#define ILW_DISKTABLE_ENOSPACE (-11)    /* too few free blocks */
#define ILW_DISKTABLE_EFRAGMENTED (-12) /* enough, but in too many pieces */
#define ILW_DISKTABLE_EFULL (-13)       /* ILW_DISKTABLE_DISKS exist */

/* The text of an error, without a full stop. */
const char *ilw_disktable_error(int error);

/* How to reach the disk.  Calls move count (1 to DENALI_DISK_COUNT) blocks,
 * block being the first, and return when that is done: 0, or anything else if
 * it failed.  flush returns when all that was written survives a loss of
 * power. */
struct ilw_disktable_io {
	int (*read)(void *context, uint32_t block, uint32_t count, void *data);
	int (*write)(void *context, uint32_t block, uint32_t count,
		     const void *data);
	int (*flush)(void *context);
	void *context;
	uint32_t blocks; /* of the whole disk */
};

/* The same for a disk that this VM has itself (<ilwaco/disk.h>), of that
 * number; the table may use so many blocks of it. */
struct ilw_disktable_io ilw_disktable_slot(unsigned slot, uint32_t blocks);

/* A virtual disk, also on the disk. */
struct ilw_disktable_disk {
	char name[ILW_DISKTABLE_NAME]; /* NUL to the end */
	uint32_t blocks;               /* sum of its extents */
	uint32_t extent_count;         /* 1 to DENALI_EXTENTS; others are 0 */
	struct denali_extent extent[DENALI_EXTENTS];
};
_Static_assert(sizeof(struct ilw_disktable_disk) == 168, "format");

/* A copy of the table on the disk: its length in bytes, rounded up to blocks.
 * checksum: CRC-64 (the polynomial of ECMA-182, reflected, complemented before
 * and after) of length bytes with 0 in its own place. */
#define ILW_DISKTABLE_MAGIC 0x42544444u /* "DDTB" */
#define ILW_DISKTABLE_VERSION 1

struct ilw_disktable_copy {
	uint32_t magic;
	uint32_t version;
	uint64_t sequence; /* of its change, from 1 */
	uint64_t checksum;
	uint32_t length; /* up to the end of the last disk */
	uint32_t count;
	uint32_t reserved[8];
	struct ilw_disktable_disk disk[ILW_DISKTABLE_DISKS];
	uint8_t rest[4032]; /* 0; to the end of a block */
};
_Static_assert(sizeof(struct ilw_disktable_copy) == 43 * ILW_DISKTABLE_BLOCK,
	       "format");

/* Fields are the table's own but for copy.count and copy.disk, which may be
 * read: the disks, in the order in which they were made. */
struct ilw_disktable {
	struct ilw_disktable_io io;
	struct ilw_disktable_copy copy;
	int16_t users[ILW_DISKTABLE_DISKS]; /* -1: a writer; else readers */
	/* The change under way: disk number index becomes next, or goes. */
	enum {
		ILW_DISKTABLE_NONE,
		ILW_DISKTABLE_SET,
		ILW_DISKTABLE_REMOVE
	} change;
	bool failed;
	uint32_t index;
	struct ilw_disktable_disk next;
	uint32_t zeroed; /* blocks of next that need no more zeros */
	/* Room to look for free blocks in. */
	uint32_t used_count;
	struct denali_extent
		used[(ILW_DISKTABLE_DISKS + 1) * DENALI_EXTENTS + 1];
};

/* Opens the table of a disk and gets it into memory; nothing is attached.
 * Reads and flushes, never writes.
 * Errors: EUNFORMATTED, EDAMAGED, EVERSION; ESMALL: a virtual disk is past the
 * disk's end. */
int ilw_disktable_open(struct ilw_disktable *table,
		       const struct ilw_disktable_io *io);

/* Makes an empty table and opens it.  Not atomic: if the power goes, the disk
 * may be left without a table.
 * Errors: ENOTEMPTY: unless force is set, the blocks that tables take must all
 * be zero; ESMALL. */
int ilw_disktable_format(struct ilw_disktable *table,
			 const struct ilw_disktable_io *io, bool force);

/* The disk of this name; NULL: none.  Valid until the next change. */
const struct ilw_disktable_disk *
ilw_disktable_find(const struct ilw_disktable *table, const char *name);

/* Blocks that no disk has. */
uint32_t ilw_disktable_free_blocks(const struct ilw_disktable *table);

/* Changes.  Each of these three checks and prepares one; it is made by
 * ilw_disktable_step, called until it returns no more ILW_DISKTABLE_MORE, and
 * meanwhile other changes fail with EBUSY.  A step takes at most 64 blocks of
 * zeros, or the writing of one copy.
 *
 * create: name has 1 to 31 bytes, no control characters.  Errors: EEXIST,
 * EINVAL, ENOSPACE, EFRAGMENTED, EFULL.
 * resize: new blocks are at the end; that is also where a disk is cut.  A
 * disk that is attached may grow: give the VM its new extents afterwards.
 * Errors: ENOENT, EINVAL; ENOSPACE, EFRAGMENTED; EBUSY: attached, and would
 * shrink.
 * destroy: Errors: ENOENT; EBUSY: attached. */
int ilw_disktable_create(struct ilw_disktable *table, const char *name,
			 uint32_t blocks);
/* Changes a disk's size, as above. */
int ilw_disktable_resize(struct ilw_disktable *table, const char *name,
			 uint32_t blocks);
/* Gives a disk up, as above. */
int ilw_disktable_destroy(struct ilw_disktable *table, const char *name);

/* Returns ILW_DISKTABLE_MORE, 0 when the change has been made (or there is
 * none), or EIO. */
int ilw_disktable_step(struct ilw_disktable *table);

/* Takes all steps that are left.  first is what one of the above returned, and
 * is returned if it is not 0:
 *	error = ilw_disktable_finish(&table, ilw_disktable_create(...)); */
int ilw_disktable_finish(struct ilw_disktable *table, int first);

/* Forgets a change that has steps left. */
void ilw_disktable_cancel(struct ilw_disktable *table);

/* Counts a user of a disk, and says what to give to vm_disk: extents and, for a
 * reader, the flag; slot and disk are left alone.  A disk has one writer or any
 * number of readers.  What is attached is not on the disk: it is for whoever
 * keeps the table to know after a new start.
 * Errors: ENOENT; EBUSY: another uses it in a way that does not go with this;
 * with a writer, in any way. */
int ilw_disktable_attach(struct ilw_disktable *table, const char *name,
			 bool writable, struct denali_extents *extents);

/* A user of the disk is gone: after vm_disk has said so, or the VM's EXIT.
 * Errors: ENOENT; EINVAL: it has no user. */
int ilw_disktable_detach(struct ilw_disktable *table, const char *name);

/* -1: a writer; else the number of readers, also where there is no disk. */
int ilw_disktable_users(const struct ilw_disktable *table, const char *name);

#endif
