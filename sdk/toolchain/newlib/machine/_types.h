/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The machine's types, in place of those that newlib has where nothing is
 * said: they are 16 bits wide, or long.  Files may be larger than 2 GiB, and
 * inodes and owners are what disks have.
 */
#ifndef _MACHINE__TYPES_H
#define _MACHINE__TYPES_H

#include <machine/_default_types.h>

__extension__ typedef long long _off_t;
#define __machine_off_t_defined

typedef _off_t _fpos_t;
#define __machine_fpos_t_defined

__extension__ typedef long long __blkcnt_t;
#define __machine_blkcnt_t_defined

typedef unsigned long __dev_t;
#define __machine_dev_t_defined

typedef unsigned long __ino_t;
#define __machine_ino_t_defined

typedef unsigned int __uid_t;
#define __machine_uid_t_defined

typedef unsigned int __gid_t;
#define __machine_gid_t_defined

#endif
