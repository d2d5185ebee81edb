/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where the SDK is: two folders up from this program's file, whatever link it
 * was called by.  So the SDK can be moved.
 */
#ifndef CC_SDK_H
#define CC_SDK_H

/* The SDK's folder, without a slash at its end. */
const char *sdk_root(void);

/* A path in it; the caller frees it. */
char *sdk_path(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A path in the folder that DENALI_SYSROOT names, with libraries that were
 * installed for images; NULL if there is none.  The caller frees it. */
char *sysroot_path(const char *below);

#endif
