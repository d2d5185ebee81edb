/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Files to descriptors, sockets above all.
 */
#ifndef _SYS_SENDFILE_H
#define _SYS_SENDFILE_H

#include <sys/cdefs.h>
#include <sys/types.h>

__BEGIN_DECLS

/* Up to length bytes of the file `in` from *offset on, which moves; NULL: from
 * its position.  Bundled files are sent from where they lie.  How many; 0: the
 * end.  -1: EBADF, EINVAL (in stores nothing, out is in append mode), EAGAIN,
 * and what write() fails with. */
ssize_t sendfile(int out, int in, off_t *offset, size_t length);

__END_DECLS

#endif
