/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the command says to people, on standard error.
 *
 * An error is one line: what failed, which object, why, and what to do, as in
 * "denali: hello: not an image: it is not an ELF file; link it with denali-cc".
 */
#ifndef DENALI_CMD_ERROR_H
#define DENALI_CMD_ERROR_H

/* Exit statuses that are the command's own. */
#define STATUS_TIMEOUT 124
#define STATUS_ERROR 125  /* usage or host error */
#define STATUS_FAULT 126  /* an instance was killed for a fault */
#define STATUS_SIGNAL 128 /* plus the signal's number */

/* Print an error and remember its text.  Returns STATUS_ERROR, so that a
 * caller can pass it on in one statement. */
int error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Text of the last error, without the prefix; null: there was none. */
const char *error_last(void);

/* Print a line that is not an error. */
void note(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
