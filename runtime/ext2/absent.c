/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Parts of libext2fs that nothing here has a use for, but that other parts of
 * it refer to.  A file system that would need them is not mounted (features.c).
 */
#include <string.h>

#include "lib.h"

/* Multiple mount protection. */
errcode_t ext2fs_mmp_start(ext2_filsys fs)
{
	(void)fs;
	return EXT2_ET_OP_NOT_SUPPORTED;
}

errcode_t ext2fs_mmp_stop(ext2_filsys fs)
{
	(void)fs;
	return 0;
}

/* Names whose case does not matter. */
const struct ext2fs_nls_table *ext2fs_load_nls_table(int encoding)
{
	(void)encoding;
	return NULL;
}

/* Data in inodes. */
errcode_t ext2fs_inline_data_ea_remove(ext2_filsys fs, ext2_ino_t number);

errcode_t ext2fs_inline_data_ea_remove(ext2_filsys fs, ext2_ino_t number)
{
	(void)fs;
	(void)number;
	return EXT2_ET_OP_NOT_SUPPORTED;
}

/* Lists of bad blocks. */
errcode_t ext2fs_read_bb_inode(ext2_filsys fs, ext2_badblocks_list *list)
{
	(void)fs;
	*list = NULL;
	return EXT2_ET_OP_NOT_SUPPORTED;
}

int ext2fs_is_fast_symlink(struct ext2_inode *inode)
{
	return inode->i_size < sizeof(inode->i_block);
}

errcode_t ext2fs_set_rec_len(ext2_filsys fs, unsigned int length,
			     struct ext2_dir_entry *entry)
{
	(void)fs;
	entry->rec_len = (__u16)length;
	return 0;
}
