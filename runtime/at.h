/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Paths that begin at an open folder.
 */
#ifndef RUNTIME_AT_H
#define RUNTIME_AT_H

#include <stdbool.h>

/* Does the path begin at the working directory or the root?  False, and errno
 * EBADF, ENOTDIR or ENOTSUP, if at another folder. */
bool at_root(int folder, const char *path);

#endif
