/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Messages on a disk: a file to which is added what comes and what is done.
 *
 * What is added is safe once it has been flushed; a line that was not all
 * written when the VM ended counts for nothing.  Any failure ends the program:
 * nobody is told then that his message is safe.
 */
#ifndef STORE_H
#define STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_MAX 1000 /* characters of a message */

/* Open the file in the folder, whose name is kept; put and done are called as
 * they once were.  Returns the number that the next message is to have. */
uint64_t store_open(const char *folder,
		    void (*put)(uint64_t number, const char *text),
		    void (*done)(uint64_t number));

void store_put(uint64_t number, const char *text);
void store_done(uint64_t number);

/* Is the file much longer than messages of so many bytes need?  Then it can be
 * made anew: put_all() puts into it what there still is. */
bool store_is_long(size_t bytes);
void store_renew(uint64_t next, void (*put_all)(void));

/* Wait until all is on the disk. */
void store_flush(void);

#endif
