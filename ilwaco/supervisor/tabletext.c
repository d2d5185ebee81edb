/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <ilwaco/disktable.h>

const char *ilw_disktable_error(int error)
{
	static const char *const texts[] = {
		[-ILW_DISKTABLE_EIO] = "the disk reports an error",
		[-ILW_DISKTABLE_EUNFORMATTED] = "there is no disk table on it",
		[-ILW_DISKTABLE_EDAMAGED] = "its disk table is damaged",
		[-ILW_DISKTABLE_EVERSION] =
			"its disk table is of another version",
		[-ILW_DISKTABLE_ESMALL] = "it is too small for its disk table",
		[-ILW_DISKTABLE_ENOTEMPTY] =
			"it holds something else, which would be lost",
		[-ILW_DISKTABLE_EEXIST] = "there is a disk of this name",
		[-ILW_DISKTABLE_ENOENT] = "there is no disk of this name",
		[-ILW_DISKTABLE_EINVAL] = "no disk can have this name or size",
		[-ILW_DISKTABLE_EBUSY] = "it is in use",
		[-ILW_DISKTABLE_ENOSPACE] = "there are not enough free blocks",
		[-ILW_DISKTABLE_EFRAGMENTED] =
			"the free blocks are in too many pieces",
		[-ILW_DISKTABLE_EFULL] = "the disk table is full",
	};

	if (error >= 0 || error < ILW_DISKTABLE_EFULL)
		return "no error";
	return texts[-error];
}
