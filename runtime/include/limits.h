/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The compiler's and newlib's, and POSIX's limits: the least that each system
 * has (_POSIX_*), and what there is here where that is known beforehand.
 * sysconf() has the rest.
 */
/* The compiler's includes this once more, on its way to newlib's. */
#include_next <limits.h>

#ifndef _DENALI_LIMITS_H
#define _DENALI_LIMITS_H

#include <sys/cdefs.h>

#if __POSIX_VISIBLE

#define _POSIX_AIO_LISTIO_MAX 2
#define _POSIX_AIO_MAX 1
#define _POSIX_ARG_MAX 4096
#define _POSIX_CHILD_MAX 25
#define _POSIX_CLOCKRES_MIN 20000000
#define _POSIX_DELAYTIMER_MAX 32
#define _POSIX_HOST_NAME_MAX 255
#define _POSIX_LINK_MAX 8
#define _POSIX_LOGIN_NAME_MAX 9
#define _POSIX_MAX_CANON 255
#define _POSIX_MAX_INPUT 255
#define _POSIX_MQ_OPEN_MAX 8
#define _POSIX_MQ_PRIO_MAX 32
#define _POSIX_NAME_MAX 14
#define _POSIX_NGROUPS_MAX 8
#define _POSIX_OPEN_MAX 20
#define _POSIX_PATH_MAX 256
#define _POSIX_PIPE_BUF 512
#define _POSIX_RE_DUP_MAX 255
#define _POSIX_RTSIG_MAX 8
#define _POSIX_SEM_NSEMS_MAX 256
#define _POSIX_SEM_VALUE_MAX 32767
#define _POSIX_SIGQUEUE_MAX 32
#define _POSIX_SSIZE_MAX 32767
#define _POSIX_STREAM_MAX 8
#define _POSIX_SYMLINK_MAX 255
#define _POSIX_SYMLOOP_MAX 8
#define _POSIX_THREAD_DESTRUCTOR_ITERATIONS 4
#define _POSIX_THREAD_KEYS_MAX 128
#define _POSIX_THREAD_THREADS_MAX 64
#define _POSIX_TIMER_MAX 32
#define _POSIX_TTY_NAME_MAX 9
#define _POSIX_TZNAME_MAX 6
#define _POSIX2_BC_BASE_MAX 99
#define _POSIX2_BC_DIM_MAX 2048
#define _POSIX2_BC_SCALE_MAX 99
#define _POSIX2_BC_STRING_MAX 1000
#define _POSIX2_CHARCLASS_NAME_MAX 14
#define _POSIX2_COLL_WEIGHTS_MAX 2
#define _POSIX2_EXPR_NEST_MAX 32
#define _POSIX2_LINE_MAX 2048
#define _XOPEN_IOV_MAX 16
#define _XOPEN_NAME_MAX 255
#define _XOPEN_PATH_MAX 1024

#undef COLL_WEIGHTS_MAX
#define COLL_WEIGHTS_MAX 2
#define DELAYTIMER_MAX 2147483647
#define HOST_NAME_MAX 255
#define LOGIN_NAME_MAX 256
#define MQ_PRIO_MAX 32768
#define PAGESIZE 4096
#define SYMLOOP_MAX 8
#define TTY_NAME_MAX 32
#define TZNAME_MAX 10
#ifndef RTSIG_MAX
#define RTSIG_MAX 33
#endif
#ifndef SEM_VALUE_MAX
#define SEM_VALUE_MAX 2147483647
#endif
#ifndef SIGQUEUE_MAX
#define SIGQUEUE_MAX 64
#endif
#ifndef SSIZE_MAX
#define SSIZE_MAX 2147483647
#endif

/* More than newlib's "any system". */
#undef OPEN_MAX

#define CHARCLASS_NAME_MAX 14
#define NL_LANGMAX 32
#define NL_MSGMAX 32767
#define NL_SETMAX 255
#define NL_TEXTMAX 2048
#define NZERO 20
#define LONG_BIT 32
#define WORD_BIT 32

#endif

#endif
