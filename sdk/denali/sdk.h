/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where things are: the SDK that this command belongs to, and programs.
 *
 * The SDK is found from the command's own place, bin/ in it, so that it can be
 * moved as a whole.
 */
#ifndef DENALI_CMD_SDK_H
#define DENALI_CMD_SDK_H

/* The path of a file of the SDK, as in "share/denali/kernel.elf".  Allocated;
 * null if the SDK cannot be found. */
char *sdk_path(const char *file);

/* The path of a program that PATH has, or of one named with a slash.
 * Allocated; null if there is none that may be executed. */
char *program_path(const char *name);

/* The same for a program of administrators', whose folders are not in
 * everybody's PATH. */
char *program_path_or_admin(const char *name);

/* The path of the program that the user's variable names, or else of the first
 * of two that PATH has.  *chosen is what the variable says, null if nothing.
 * Allocated; null if there is none. */
char *program_choose(const char *variable, const char *first,
		     const char *second, const char **chosen);

/* The path of the kernel: what DENALI_KERNEL says, or the SDK's.  Allocated;
 * null, an error printed, if it cannot be read. */
char *kernel_find(void);

#endif
