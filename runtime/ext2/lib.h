/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * libext2fs, whose headers are not written for our warnings.
 */
#ifndef EXT2_LIB_H
#define EXT2_LIB_H

#pragma GCC system_header

#include <config.h>
#include <sys/types.h>

#include <ext2fs/ext2_fs.h>
#include <ext2fs/ext2fs.h>
#include <ext2fs/ext3_extents.h>

#endif
