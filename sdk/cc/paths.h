/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Paths as images may name them: the same wherever the SDK and the program's
 * sources lie.
 */
#ifndef CC_PATHS_H
#define CC_PATHS_H

/* What stands for the SDK's folder, and for DENALI_SYSROOT. */
#define PATHS_SDK "/denali-sdk"
#define PATHS_SYSROOT "/denali-sysroot"

/* Has the compiler, which we become or start, name files so in what it makes,
 * unless the user tells it how by options of his own, and take all days for
 * the same.  Adds options to words at *count; there is room for PATHS_OPTIONS.
 */
#define PATHS_OPTIONS 80
void paths_prepare(char **words, int *count, char *const *users);

/* A path as images may name it: relative where it is below the current folder
 * or below one that leads there, but not if only the root does.  The caller
 * frees it. */
char *paths_neutral(const char *path);

#endif
