/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * New names.
 */
#ifndef RUNTIME_VFSMAKE_H
#define RUNTIME_VFSMAKE_H

#include "vfs.h"

/* Makes a file of the mode's type, or, where `to` is not NULL, a symbolic link;
 * the umask is not looked at.  0; -EEXIST, -EROFS or what vfs_find says. */
int vfs_make(int folder, const char *name, mode_t mode, const char *to);

#endif
