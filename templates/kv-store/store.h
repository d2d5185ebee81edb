/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT-0
 *
 * Keys and values, in memory and in a file that only grows at its end.
 *
 * A change is a record that is appended: what the last record of a key says
 * holds.  What was synced survives a loss of power; a record that was being
 * written then is not whole, and is cut off at the next start.  A file with
 * more past than present is written anew beside itself, and takes its own place
 * in one step.
 *
 * An error that leaves open what the file holds ends the program: the next
 * start knows from the file.
 */
#ifndef STORE_H
#define STORE_H

#include <stdbool.h>
#include <stddef.h>

#define KEY_MAX 64
#define VALUE_MAX 1024
#define ITEMS_MAX 50000
#define STORE_MAX (4 * 1024 * 1024) /* bytes of all keys and values */

/* Read the file in that folder, or begin one. */
void store_open(const char *folder);

enum store_result { STORE_OK, STORE_NONE, STORE_FULL };

/* Strings of at most KEY_MAX and VALUE_MAX; the key is not empty. */
enum store_result store_set(const char *key, const char *value);
enum store_result store_delete(const char *key);

/* Null: there is none.  Good until the next change. */
const char *store_get(const char *key);
size_t store_count(void);

/* Returns when all changes so far are on the disk. */
void store_sync(void);

#endif
