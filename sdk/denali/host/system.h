/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What a host boots: a kernel and a supervisor, which belong together, with the
 * version of the SDK that they are from, in its folder as system/current.  What
 * was there before is system/previous.
 */
#ifndef DENALI_HOST_SYSTEM_H
#define DENALI_HOST_SYSTEM_H

#include "folder.h"

#define SYSTEM_NAME_MAX 96

/* Have the host boot those of this SDK from its next start on.  If those are
 * what it boots already nothing changes, and *changed is false.  Returns 0, or
 * prints an error and returns STATUS_ERROR. */
int system_install(const struct folder *folder, bool *changed);

/* Have it boot what it booted before; what it boots now takes that one's place.
 * As above. */
int system_go_back(const struct folder *folder);

/* The path of the kernel or the supervisor that it boots; allocated. */
char *system_kernel(const struct folder *folder);
char *system_supervisor(const struct folder *folder);

/* What current or previous is, "1.2 (build 0123456789ab)": the version, and the
 * beginning of a digest of both programs, since builds of one version differ.
 * "": there is none. */
void system_name(const struct folder *folder, const char *which,
		 char name[SYSTEM_NAME_MAX]);

#endif
