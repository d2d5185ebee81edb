/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A service's manifest: what denali.toml says, and the service note of an image
 * (DENALI_NOTE_SERVICE), which says the same as JSON, without [[files]].
 * docs/manifest.md has every key.  What is not said is 0, null or empty here;
 * whoever acts on it knows the default.
 */
#ifndef COMMON_MANIFEST_H
#define COMMON_MANIFEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <denali/image.h>
#include <denali/policy.h>
#include <denali/rings.h>

#define MANIFEST_SCHEMA 1
#define MANIFEST_TEXTS 256 /* arguments or variables, at most */
#define MANIFEST_FILES 32
#define MANIFEST_DISK_NAME 31

/* Defaults that nothing else knows. */
#define MANIFEST_GRACE_MS 10000
#define MANIFEST_CONSOLE 0x10000 /* bytes a minute */
#define MANIFEST_INTERVAL_MS 10000
#define MANIFEST_TIMEOUT_MS 2000
#define MANIFEST_FAILURES 3

struct manifest_texts {
	char *texts[MANIFEST_TEXTS];
	uint32_t count;
};

struct manifest_disk {
	char *name;
	uint64_t size; /* bytes, whole pages; 0: read-only, and made before */
	char *mount;   /* with an ext4 file system; null: as it is */
	bool read_only;
};

struct manifest_files {
	char *from; /* a folder, from the current one */
	char *at;
};

enum manifest_restart {
	RESTART_UNSAID,
	RESTART_NEVER,
	RESTART_ON_FAILURE,
	RESTART_ALWAYS
};

enum manifest_check { CHECK_NONE, CHECK_TCP, CHECK_HTTP };

struct manifest_health {
	enum manifest_check check;
	char *path; /* CHECK_HTTP */
	uint16_t port;
	uint32_t interval, timeout; /* milliseconds */
	uint32_t failures;
};

struct manifest {
	char *name;
	uint32_t memory, frames, stack; /* bytes, whole pages */
	bool private;                   /* shares no page with others */
	struct manifest_texts arguments;
	struct manifest_texts environment; /* NAME=VALUE */
	uint32_t weight;
	uint32_t cap;                 /* thousandths of a processor */
	struct denali_policy policy;  /* from inbound and outbound */
	uint32_t bytes_in, bytes_out; /* a second */
	struct manifest_disk disks[DENALI_DISKS];
	uint32_t disk_count;
	struct manifest_files files[MANIFEST_FILES];
	uint32_t file_count;
	enum manifest_restart restart;
	uint32_t grace;   /* milliseconds */
	uint32_t console; /* bytes a minute */
	struct manifest_health health;
};

/* Read denali.toml at path.  What is wrong is told line by line.  False: there
 * was something.  Free the manifest in both cases. */
bool manifest_read(struct manifest *manifest, const char *path,
		   void (*tell)(const char *text));
void manifest_free(struct manifest *manifest);

/* The same of its text, in memory; path is for messages. */
bool manifest_parse(struct manifest *manifest, const char *path,
		    const char *text, size_t length,
		    void (*tell)(const char *text));

/* What the note holds: one line of JSON, the same for the same manifest; the
 * caller frees it.  Null, told: it would be larger than a note may be. */
char *manifest_to_note(const struct manifest *manifest,
		       void (*tell)(const char *text));

/* The other way; path is the image's, for messages.  Notes are hostile. */
bool manifest_from_note(struct manifest *manifest, const char *path,
			const void *note, size_t length,
			void (*tell)(const char *text));

#endif
