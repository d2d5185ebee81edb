/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Where post-mortem files (core.h) are kept: NAME-BUILDID-TIME-N.core in a
 * folder, ${XDG_STATE_HOME:-~/.local/state}/denali/crashes unless the user
 * names another.  Of that one's the newest REMAINS_MAX are kept.
 *
 * A file that cannot be written is no error of the run.
 */
#ifndef DENALI_CMD_REMAINS_H
#define DENALI_CMD_REMAINS_H

#include "instance.h"

#define REMAINS_MAX 32
#define REMAINS_NONE "none" /* for a folder: write none */

/* Write what is left of instance vm, which has a crash.  folder is what the
 * user named, or null.  Returns the file's path, allocated; null, with a note
 * printed if that is not what was asked for, if there is none. */
char *remains_write(const struct instance *instance, uint32_t vm,
		    const char *folder);

#endif
