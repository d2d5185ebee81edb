/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the parts of the test share: an empty folder of its own, which each part
 * begins in and leaves empty.
 */
#ifndef FILES_H
#define FILES_H

#include <stdbool.h>
#include <stddef.h>

#include "guest/check.h"

extern char base[256];

bool mkdtemp_in(const char *folder);

/* Makes a file with a text in it. */
bool made(const char *name, const char *text);
#define put(name, text) CHECK(made(name, text))
/* Has the file that text? */
bool has(const char *name, const char *text);

/* Each returns how many checks of its file failed. */
int check_opening(void);
int check_contents(void);
int check_mapping(void);
int check_names(void);
int check_renames(void);
int check_links(void);
int check_directories(void);
int check_status(void);
int check_working(void);
int check_racing(void);
int check_places(void);
int check_ranges(void);
int check_fifos(void);

#endif
