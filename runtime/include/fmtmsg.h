/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Messages in one form.
 */
#ifndef _FMTMSG_H
#define _FMTMSG_H

#include <sys/cdefs.h>

/* What kind of trouble it is, where it was found, whether it can be mended:
 * for those who read the source.  Where the message goes. */
#define MM_HARD 0x001L
#define MM_SOFT 0x002L
#define MM_FIRM 0x004L
#define MM_APPL 0x008L
#define MM_UTIL 0x010L
#define MM_OPSYS 0x020L
#define MM_RECOVER 0x040L
#define MM_NRECOV 0x080L
#define MM_PRINT 0x100L   /* to standard error */
#define MM_CONSOLE 0x200L /* to the console, which is the same */

#define MM_NOSEV 0
#define MM_HALT 1
#define MM_ERROR 2
#define MM_WARNING 3
#define MM_INFO 4

/* Left out. */
#define MM_NULLLBL ((char *)0)
#define MM_NULLSEV 0
#define MM_NULLMC 0L
#define MM_NULLTXT ((char *)0)
#define MM_NULLACT ((char *)0)
#define MM_NULLTAG ((char *)0)

#define MM_OK 0
#define MM_NOTOK (-1)
#define MM_NOMSG 1
#define MM_NOCON 4

__BEGIN_DECLS

/* Prints what is given of "label: SEVERITY: text", "TO FIX: action  tag".  The
 * environment's MSGVERB is not looked at.  MM_OK, MM_NOMSG: it could not be
 * printed; MM_NOTOK: the label is not two words with a colon. */
int fmtmsg(long classes, const char *label, int severity, const char *text,
	   const char *action, const char *tag);

__END_DECLS

#endif
