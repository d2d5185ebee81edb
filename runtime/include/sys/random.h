/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Random bytes.  Never blocks: the host seeds every VM.
 */
#ifndef _SYS_RANDOM_H
#define _SYS_RANDOM_H

#include <sys/cdefs.h>
#include <sys/types.h>

#define GRND_NONBLOCK 0x1
#define GRND_RANDOM 0x2
#define GRND_INSECURE 0x4

__BEGIN_DECLS

ssize_t getrandom(void *, size_t, unsigned int);
int getentropy(void *, size_t);

__END_DECLS

#endif
