/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * How a service's VMs are to be: what its image's manifest says, over it what
 * was said when the version was published, over that what was changed since.
 *
 * What requests say is JSON, checked once when it comes (settings_check) and
 * kept as text; struct settings is what has come of all three.
 */
#ifndef SUPERVISOR_SETTINGS_H
#define SUPERVISOR_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <denali/plan.h>

#include "api.h"
#include "imagefile.h"
#include "manifest.h"

#define SETTINGS_PORTS 16
#define SETTINGS_COUNT_MAX 1000

/* Arguments and environment, secrets included, with their NULs: what a plan of
 * one VM has room for (struct ilw_plan). */
#define SETTINGS_STRINGS_MAX 3328

struct settings_port {
	uint16_t host;    /* 0: whichever is free */
	uint16_t guest;   /* the VM's */
	uint8_t protocol; /* 6: TCP, 17: UDP */
};

struct settings {
	uint32_t memory;  /* bytes of a VM */
	uint32_t frames;  /* bytes that it may have; 0: as memory */
	uint32_t weight;  /* 1 to 10000 */
	uint32_t cap;     /* thousandths of a processor; 0: none */
	uint32_t in, out; /* bytes a second; 0: as much as it likes */
	uint32_t count;   /* instances; 0: not said */
	uint32_t grace;   /* milliseconds */
	uint32_t console; /* bytes a minute */
	uint32_t interval, timeout, failures; /* of its health */
	enum manifest_restart restart;
	enum manifest_check check; /* what its manifest asks for */
	uint16_t check_port; /* TCP; 0: it is healthy that has run a second */
	bool own_address;
	uint8_t port_count;
	struct settings_port ports[SETTINGS_PORTS];
	char *check_path; /* CHECK_HTTP */
	/* argc arguments, the first being the service's name, then envc
	 * variables, each with its NUL. */
	char *strings;
	uint32_t strings_length;
	uint16_t argc, envc;
};

/* Is that a right "settings" of a request?  Null is.  False: the error is in
 * the answer. */
bool settings_check(json_t *said, struct answer *answer);

/* What comes of it all: the manifest of an image, of which said and changed, if
 * they are not null, have been checked.  Null, or what is wrong, static text.
 * Free it in both cases. */
const char *settings_make(struct settings *settings, const char *name,
			  const struct imagefile *image, json_t *said,
			  json_t *changed);
void settings_free(struct settings *settings);

/* What the tenant is charged for an instance: bytes of memory. */
uint64_t settings_memory(const struct settings *settings);

/* Takes from changed, an object, each key that said has: who publishes anew
 * says so. */
void settings_override(json_t *changed, json_t *said);

#endif
