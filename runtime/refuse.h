/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Changes to files, which are read-only.
 */
#ifndef RUNTIME_REFUSE_H
#define RUNTIME_REFUSE_H

/* -1, with what a change of the named entry fails with in errno: EROFS, or
 * that there is none. */
int refuse_path(const char *path);

/* The same of a descriptor. */
int refuse_fd(int fd);

/* Of a name that is to be made: EEXIST or EROFS. */
int refuse_new(const char *path);

#endif
