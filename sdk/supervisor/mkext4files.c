/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <stddef.h>
#include <string.h>

#include "crc32c.h"
#include "mkext4layout.h"

#include <ext2fs/ext3_extents.h>

#define DIRECTORY 0040000 /* modes */
#define REGULAR 0100000
#define SECTORS_A_BLOCK (BLOCK / 512)

void mkext4_extent(uint32_t block[EXT2_N_BLOCKS], uint32_t first,
		   uint32_t count)
{
	struct ext3_extent_header *header = (void *)block;
	struct ext3_extent *extent = (void *)(header + 1);

	header->eh_magic = EXT3_EXT_MAGIC;
	header->eh_entries = 1;
	header->eh_max = 4;
	extent->ee_len = (uint16_t)count;
	extent->ee_start = first;
}

/* ---- inodes ---- */

static void make_inode(const struct layout *layout, uint32_t number,
		       uint16_t mode, uint32_t first, uint32_t count,
		       uint8_t *table)
{
	struct ext2_inode_large inode;
	uint32_t sum, time = layout->disk->time;

	memset(&inode, 0, sizeof inode);
	inode.i_mode = mode;
	inode.i_size = count * BLOCK;
	inode.i_atime = inode.i_ctime = inode.i_mtime = inode.i_crtime = time;
	inode.i_links_count = number == EXT2_ROOT_INO ? 3 :
			      (mode & DIRECTORY) != 0 ? 2 :
							1;
	inode.i_blocks = count * SECTORS_A_BLOCK;
	inode.i_flags = EXT4_EXTENTS_FL;
	inode.i_extra_isize = 32;
	mkext4_extent(inode.i_block, first, count);
	table += (number - 1) % INODES_A_BLOCK * INODE;
	memcpy(table, &inode, sizeof inode);
	sum = crc32c(layout->seed, &number, sizeof number);
	sum = crc32c(sum, &inode.i_generation, sizeof inode.i_generation);
	sum = crc32c(sum, table, INODE);
	inode.osd2.linux2.l_i_checksum_lo = (uint16_t)sum;
	inode.i_checksum_hi = (uint16_t)(sum >> 16);
	memcpy(table, &inode, sizeof inode);
}

/* All that there are lie in the table's first block. */
_Static_assert(LAST_INODE <= INODES_A_BLOCK, "one block of inodes");

static int write_inodes(const struct layout *layout, uint32_t at)
{
	_Alignas(8) uint8_t table[BLOCK] = { 0 };

	make_inode(layout, EXT2_ROOT_INO, DIRECTORY | 0755, layout->root, 1,
		   table);
	if (layout->journal_blocks > 0)
		make_inode(layout, EXT2_JOURNAL_INO, REGULAR | 0600,
			   layout->journal, layout->journal_blocks, table);
	make_inode(layout, LOST_INODE, DIRECTORY | 0700, layout->root + 1,
		   LOST_BLOCKS, table);
	return put(layout, at, table);
}

/* ---- folders ---- */

#define TAIL sizeof(struct ext2_dir_entry_tail)

static uint8_t *entry(uint8_t *at, uint32_t inode, size_t length,
		      const char *name)
{
	struct ext2_dir_entry_2 head;

	memset(&head, 0, sizeof head);
	head.inode = inode;
	head.rec_len = (uint16_t)length;
	head.name_len = (uint8_t)strlen(name);
	head.file_type = inode == 0 ? 0 : EXT2_FT_DIR;
	memcpy(at, &head, 8);
	memcpy(at + 8, name, head.name_len);
	return at + length;
}

static int put_folder(const struct layout *layout, uint32_t inode,
		      uint32_t block, uint8_t *data)
{
	struct ext2_dir_entry_tail tail = {
		.det_rec_len = TAIL,
		.det_reserved_name_len = EXT2_DIR_NAME_LEN_CSUM,
	};
	uint32_t generation = 0, sum;

	sum = crc32c(layout->seed, &inode, sizeof inode);
	sum = crc32c(sum, &generation, sizeof generation);
	tail.det_checksum = crc32c(sum, data, BLOCK - TAIL);
	memcpy(data + BLOCK - TAIL, &tail, TAIL);
	return put(layout, block, data);
}

static int write_folders(const struct layout *layout)
{
	_Alignas(8) uint8_t block[BLOCK] = { 0 };
	uint8_t *at = entry(block, EXT2_ROOT_INO, 12, ".");
	int error;

	at = entry(at, EXT2_ROOT_INO, 12, "..");
	entry(at, LOST_INODE, BLOCK - TAIL - 24, "lost+found");
	error = put_folder(layout, EXT2_ROOT_INO, layout->root, block);
	memset(block, 0, sizeof block);
	at = entry(block, LOST_INODE, 12, ".");
	entry(at, EXT2_ROOT_INO, BLOCK - TAIL - 12, "..");
	for (uint32_t i = 0; i < LOST_BLOCKS && error == 0; i++) {
		error = put_folder(layout, LOST_INODE, layout->root + 1 + i,
				   block);
		memset(block, 0, sizeof block);
		entry(block, 0, BLOCK - TAIL, "");
	}
	return error;
}

/* ---- the journal ---- */

static int write_journal(const struct layout *layout)
{
	/* Big-endian: magic, kind (a superblock, version 2), sequence; block
	 * size, blocks, first block, first sequence, start; errno; features;
	 * UUID; users. */
	uint32_t words[BLOCK / 4] = {
		0xc03b3998, 4, 0, BLOCK, layout->journal_blocks, 1, 1,
	};

	if (layout->journal_blocks == 0)
		return 0;
	for (size_t i = 0; i < 7; i++)
		words[i] = __builtin_bswap32(words[i]);
	memcpy(&words[12], layout->disk->uuid, sizeof layout->disk->uuid);
	words[16] = __builtin_bswap32(1);
	return put(layout, layout->journal, words);
}

int mkext4_files(const struct layout *layout, uint32_t table)
{
	int error = write_inodes(layout, table);

	if (error == 0)
		error = write_folders(layout);
	return error == 0 ? write_journal(layout) : error;
}
