/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * newlib's, and what it says for other systems only: versions, options
 * (<sys/features.h> has those that exist), names for confstr().
 */
#ifndef _DENALI_UNISTD_H
#define _DENALI_UNISTD_H

#include_next <unistd.h>

#define _POSIX_VERSION 200809L
#define _POSIX2_VERSION 200809L

#define _POSIX_CHOWN_RESTRICTED 1
#define _POSIX_JOB_CONTROL 1
#define _POSIX_NO_TRUNC 1
#define _POSIX_REGEXP 1
#define _POSIX_SAVED_IDS 1
#define _POSIX_VDISABLE 0
#define _POSIX_IPV6 200809L
#define _POSIX_MESSAGE_PASSING 200809L
#define _POSIX2_C_BIND 200809L

/* What does not exist, or cannot work.  Only here: newlib's headers take an
 * option that has a value for one that is there. */
#define _POSIX_ADVISORY_INFO (-1)
#define _POSIX_ASYNCHRONOUS_IO (-1)
#define _POSIX_FSYNC (-1)
#define _POSIX_MEMLOCK (-1)
#define _POSIX_MEMLOCK_RANGE (-1)
#define _POSIX_PRIORITIZED_IO (-1)
#define _POSIX_RAW_SOCKETS (-1)
#define _POSIX_SHARED_MEMORY_OBJECTS (-1)
#define _POSIX_SHELL (-1)
#define _POSIX_SPAWN (-1)
#define _POSIX_SYNCHRONIZED_IO (-1)
#define _POSIX_THREAD_ROBUST_PRIO_INHERIT (-1)
#define _POSIX_THREAD_ROBUST_PRIO_PROTECT (-1)
#define _POSIX_TRACE (-1)
#define _POSIX_TYPED_MEMORY_OBJECTS (-1)
#define _POSIX2_CHAR_TERM (-1)
#define _POSIX2_C_DEV (-1)
#define _POSIX2_LOCALEDEF (-1)
#define _POSIX2_SW_DEV (-1)
#define _POSIX2_UPE (-1)
#define _XOPEN_CRYPT (-1)
#define _XOPEN_SHM (-1)
#define _XOPEN_UNIX (-1)

/* confstr().  The first is a path on which there are no utilities. */
#define _CS_PATH 0
#define _CS_POSIX_V7_ILP32_OFF32_CFLAGS 1
#define _CS_POSIX_V7_ILP32_OFF32_LDFLAGS 2
#define _CS_POSIX_V7_ILP32_OFF32_LIBS 3
#define _CS_POSIX_V7_ILP32_OFFBIG_CFLAGS 5
#define _CS_POSIX_V7_ILP32_OFFBIG_LDFLAGS 6
#define _CS_POSIX_V7_ILP32_OFFBIG_LIBS 7
#define _CS_POSIX_V7_LP64_OFF64_CFLAGS 9
#define _CS_POSIX_V7_LP64_OFF64_LDFLAGS 10
#define _CS_POSIX_V7_LP64_OFF64_LIBS 11
#define _CS_POSIX_V7_LPBIG_OFFBIG_CFLAGS 13
#define _CS_POSIX_V7_LPBIG_OFFBIG_LDFLAGS 14
#define _CS_POSIX_V7_LPBIG_OFFBIG_LIBS 15
#define _CS_POSIX_V7_WIDTH_RESTRICTED_ENVS 17
#define _CS_POSIX_V7_THREADS_CFLAGS 18
#define _CS_POSIX_V7_THREADS_LDFLAGS 19
#define _CS_V7_ENV 20

__BEGIN_DECLS

pid_t _Fork(void);
char *ctermid(char *buffer);
#if __GNU_VISIBLE
/* getcwd(), in memory from malloc(). */
char *get_current_dir_name(void);
#endif

/* Has all of the file system that the file is in on stable storage. */
int syncfs(int fd);

__END_DECLS

#endif
