/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A project is made from a template: its files are copied, each @NAME@ in them
 * becomes the service's name, and the licence lines at their tops are left out,
 * since what a user makes of a template is the user's.
 */
#ifndef DENALI_CMD_PROJECT_H
#define DENALI_CMD_PROJECT_H

#include <stdbool.h>

#define PROJECT_NAME_MAX 31

/* Whether a service may be called so: lower-case letters, digits and hyphens,
 * a letter first, no hyphen last, so that it can be a host's name too. */
bool project_name_good(const char *name);

/* Make it in folder, which is made unless it is there and empty.  Returns 0 or,
 * the error printed and what was made removed, STATUS_ERROR. */
int project_make(const char *template, const char *folder, const char *name);

#endif
