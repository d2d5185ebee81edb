/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What of the format is understood here, which is less than libext2fs does.
 */
#include <errno.h>

#include "volume.h"

/* Without these bits' meaning nothing can be read. */
#define INCOMPATIBLE                                                           \
	(EXT2_FEATURE_INCOMPAT_FILETYPE | EXT3_FEATURE_INCOMPAT_RECOVER |      \
	 EXT2_FEATURE_INCOMPAT_META_BG | EXT3_FEATURE_INCOMPAT_EXTENTS |       \
	 EXT4_FEATURE_INCOMPAT_64BIT | EXT4_FEATURE_INCOMPAT_FLEX_BG |         \
	 EXT4_FEATURE_INCOMPAT_CSUM_SEED | EXT4_FEATURE_INCOMPAT_LARGEDIR)

/* Without these it cannot be written to. */
#define READ_ONLY                                                              \
	(EXT2_FEATURE_RO_COMPAT_SPARSE_SUPER |                                 \
	 EXT2_FEATURE_RO_COMPAT_LARGE_FILE |                                   \
	 EXT4_FEATURE_RO_COMPAT_HUGE_FILE | EXT4_FEATURE_RO_COMPAT_GDT_CSUM |  \
	 EXT4_FEATURE_RO_COMPAT_DIR_NLINK |                                    \
	 EXT4_FEATURE_RO_COMPAT_EXTRA_ISIZE |                                  \
	 EXT4_FEATURE_RO_COMPAT_METADATA_CSUM)

int features_check(const struct ext2_super_block *super, bool *read_only)
{
	if (super->s_rev_level == EXT2_GOOD_OLD_REV)
		return 0;
	if ((super->s_feature_incompat & ~(__u32)INCOMPATIBLE) != 0)
		return -EINVAL;
	if ((super->s_feature_ro_compat & ~(__u32)READ_ONLY) != 0)
		*read_only = true;
	return 0;
}
