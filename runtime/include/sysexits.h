/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the BSDs' programs end with; see sysexits(3) there.
 */
#ifndef _SYSEXITS_H
#define _SYSEXITS_H

#define EX_OK 0
#define EX__BASE 64
#define EX_USAGE 64       /* wrong arguments */
#define EX_DATAERR 65     /* wrong input */
#define EX_NOINPUT 66     /* no such input, or not readable */
#define EX_NOUSER 67      /* no such user */
#define EX_NOHOST 68      /* no such host */
#define EX_UNAVAILABLE 69 /* no such service */
#define EX_SOFTWARE 70    /* a fault of the program's */
#define EX_OSERR 71       /* a fault of the system's */
#define EX_OSFILE 72      /* a file of the system is missing or wrong */
#define EX_CANTCREAT 73   /* cannot make the output */
#define EX_IOERR 74       /* input or output failed */
#define EX_TEMPFAIL 75    /* try again later */
#define EX_PROTOCOL 76    /* the other side does not keep to the protocol */
#define EX_NOPERM 77      /* not permitted */
#define EX_CONFIG 78      /* wrong configuration */
#define EX__MAX 78

#endif
