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

/* A path as images may name it: relative where it is below the current folder
 * or below one that leads there, but not if only the root does.  The caller
 * frees it. */
char *paths_neutral(const char *path);

#endif
