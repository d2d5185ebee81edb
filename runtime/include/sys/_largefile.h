/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Offsets in files have 64 bits always, so that _FILE_OFFSET_BITS changes
 * nothing, and the interfaces that other systems add for large files are the
 * ordinary ones under a second name.
 */
#ifndef _SYS__LARGEFILE_H
#define _SYS__LARGEFILE_H

#include <sys/features.h>

#if defined(_LARGEFILE64_SOURCE) || __GNU_VISIBLE

#define blkcnt64_t blkcnt_t
#define fpos64_t fpos_t
#define fsblkcnt64_t fsblkcnt_t
#define fsfilcnt64_t fsfilcnt_t
#define ino64_t ino_t
#define loff_t off_t
#define off64_t off_t
#define rlim64_t rlim_t

/* Of functions and of the structures that some are named after. */
#define aiocb64 aiocb
#define alphasort64 alphasort
#define creat64 creat
#define dirent64 dirent
#define fallocate64 fallocate
#define fgetpos64 fgetpos
#define flock64 flock
#define fopen64 fopen
#define freopen64 freopen
#define fseeko64 fseeko
#define fsetpos64 fsetpos
#define fstat64 fstat
#define fstatat64 fstatat
#define fstatvfs64 fstatvfs
#define ftello64 ftello
#define ftruncate64 ftruncate
#define ftw64 ftw
#define getrlimit64 getrlimit
#define glob64 glob
#define lockf64 lockf
#define lseek64 lseek
#define lstat64 lstat
#define mkostemp64 mkostemp
#define mkstemp64 mkstemp
#define mmap64 mmap
#define nftw64 nftw
#define open64 open
#define openat64 openat
#define posix_fadvise64 posix_fadvise
#define posix_fallocate64 posix_fallocate
#define pread64 pread
#define preadv64 preadv
#define pwrite64 pwrite
#define pwritev64 pwritev
#define readdir64 readdir
#define readdir64_r readdir_r
#define rlimit64 rlimit
#define scandir64 scandir
#define sendfile64 sendfile
#define setrlimit64 setrlimit
#define stat64 stat
#define statvfs64 statvfs
#define tmpfile64 tmpfile
#define truncate64 truncate

#define F_GETLK64 F_GETLK
#define F_SETLK64 F_SETLK
#define F_SETLKW64 F_SETLKW
#define O_LARGEFILE 0
#define RLIM64_INFINITY RLIM_INFINITY

#endif

#endif
