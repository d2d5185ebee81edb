/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Directory streams, as the C library's opendir() family works with them.
 * newlib has that family but leaves this header to each system.
 */
#ifndef _SYS_DIRENT_H
#define _SYS_DIRENT_H

#include <sys/lock.h>
#include <sys/types.h>

#define DT_UNKNOWN 0
#define DT_FIFO 1
#define DT_CHR 2
#define DT_DIR 4
#define DT_BLK 6
#define DT_REG 8
#define DT_LNK 10
#define DT_SOCK 12

/* What getdents() fills a buffer with, one after another. */
struct dirent {
	ino_t d_ino;
	off_t d_off;             /* where the next entry begins */
	unsigned short d_reclen; /* of this entry */
	unsigned char d_type;    /* DT_* */
	char d_name[256];
};

typedef struct {
	int dd_fd;
	long dd_loc; /* offset of the next entry in dd_buf */
	long dd_seek;
	char *dd_buf;
	int dd_len;  /* room in dd_buf */
	int dd_size; /* bytes of it that are filled */
	_LOCK_RECURSIVE_T dd_lock;
} DIR;

#define HAVE_DD_LOCK
#define __dirfd(dir) ((dir)->dd_fd)

#endif
