/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A new host's disk.img: room for what boots, the file system of the
 * supervisor's /state with what it begins with, room for services' disks.
 */
#ifndef DENALI_HOST_STATEDISK_H
#define DENALI_HOST_STATEDISK_H

#include "folder.h"

/* What /state begins with. */
struct state {
	const char *certificate, *key; /* PEM */
	const char *admin;             /* of the administrator's token */
	const char *signer;            /* a public key's file; null: none */
};

/* Make it.  Returns 0, or prints an error and returns STATUS_ERROR. */
int statedisk_make(const struct folder *folder, const struct state *state);

#endif
