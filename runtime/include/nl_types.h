/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Catalogues of messages: there are none, so that programs use their own words.
 */
#ifndef _NL_TYPES_H
#define _NL_TYPES_H

#include <sys/cdefs.h>

#define NL_SETD 1
#define NL_CAT_LOCALE 1

typedef void *nl_catd;
typedef int nl_item;

__BEGIN_DECLS

nl_catd catopen(const char *name, int flag); /* (nl_catd)-1: ENOENT */
/* message. */
char *catgets(nl_catd catalog, int set, int number, const char *message);
int catclose(nl_catd catalog); /* -1: EBADF */

__END_DECLS

#endif
