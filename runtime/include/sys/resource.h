/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Limits, usage and priority of the process.
 *
 * The limits that there are: of descriptors (can be lowered), of memory (the
 * VM's) and of the main stack (its size); no processes, core files or locked
 * memory.  All others are infinite.
 */
#ifndef _SYS_RESOURCE_H
#define _SYS_RESOURCE_H

#include <sys/cdefs.h>
#include <sys/time.h>
#include <sys/types.h>

#define RLIMIT_CPU 0
#define RLIMIT_FSIZE 1
#define RLIMIT_DATA 2
#define RLIMIT_STACK 3
#define RLIMIT_CORE 4
#define RLIMIT_RSS 5
#define RLIMIT_NPROC 6
#define RLIMIT_NOFILE 7
#define RLIMIT_MEMLOCK 8
#define RLIMIT_AS 9
#define RLIM_NLIMITS 10

typedef unsigned long long rlim_t;

#define RLIM_INFINITY (~(rlim_t)0)
#define RLIM_SAVED_CUR RLIM_INFINITY
#define RLIM_SAVED_MAX RLIM_INFINITY

struct rlimit {
	rlim_t rlim_cur;
	rlim_t rlim_max;
};

#define RUSAGE_SELF 0
#define RUSAGE_CHILDREN (-1)
#define RUSAGE_THREAD 1

/* Only the times and ru_maxrss are counted; the system's time is in the
 * user's. */
struct rusage {
	struct timeval ru_utime;
	struct timeval ru_stime;
	long ru_maxrss; /* KiB: the most that the heap has had in use */
	long ru_ixrss;
	long ru_idrss;
	long ru_isrss;
	long ru_minflt;
	long ru_majflt;
	long ru_nswap;
	long ru_inblock;
	long ru_oublock;
	long ru_msgsnd;
	long ru_msgrcv;
	long ru_nsignals;
	long ru_nvcsw;
	long ru_nivcsw;
};

#define PRIO_PROCESS 0
#define PRIO_PGRP 1
#define PRIO_USER 2

__BEGIN_DECLS

int getrlimit(int resource, struct rlimit *limit);
/* EPERM: above the hard limit.  EINVAL: not to be lowered; only descriptors
 * can be. */
int setrlimit(int resource, const struct rlimit *limit);
int getrusage(int who, struct rusage *usage);
/* Kept and read back; nobody is there to be nice to. */
int getpriority(int which, id_t who);
int setpriority(int which, id_t who, int value);

__END_DECLS

#endif
