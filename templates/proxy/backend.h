/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT-0
 *
 * The servers behind the proxy.
 */
#ifndef BACKEND_H
#define BACKEND_H

#include <stddef.h>

#define BACKENDS 64

/* Read a list as in "10.0.2.16:80,[fd00::7]:80,store:4001"; names are looked
 * up now.  Ends the program, having said why, if one is wrong. */
void backends_read(const char *list);
size_t backend_count(void);

/* Whose turn it is, by number. */
size_t backend_next(void);

/* Begin to connect to the backend of that number, modulo how many there are.
 * Its socket, which will be writable when it is done; -1: it cannot be. */
int backend_connect(size_t number);

#endif
