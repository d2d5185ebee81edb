/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Fills the file system that the working directory is in, uses it so, and makes
 * room again.
 */
#ifndef FULL_H
#define FULL_H

void fill_disk(const char *disk);

#endif
