/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The command's verbs.
 */
#ifndef DENALI_CMD_VERBS_H
#define DENALI_CMD_VERBS_H

#include <stddef.h>

/* What a verb is about, in the order in which the overview has them. */
enum verb_group {
	VERB_OTHER, /* nobody has said: a mistake */
	VERB_BUILD,
	VERB_RUN,
	VERB_PUBLISH,
	VERB_EXAMINE,
	VERB_MAINTAIN,
	VERB_GROUP_END
};

struct verb {
	enum verb_group group;
	const char *name;
	const char *summary; /* a line */
	const char *help;    /* a page, newline at its end */
	/* argv[0] is the verb; returns the exit status. */
	int (*main)(int argc, char *argv[]);
};

/* Each verb's help and name are in its own file, which ends in verb.c. */
extern const struct verb verb_new;
extern const struct verb verb_run;
extern const struct verb verb_image;
extern const struct verb verb_torture;
extern const struct verb verb_size;
extern const struct verb verb_crash;
extern const struct verb verb_debug;
extern const struct verb verb_doctor;
extern const struct verb verb_inspect;
extern const struct verb verb_diff;
extern const struct verb verb_test;
extern const struct verb verb_host;
extern const struct verb verb_key;
extern const struct verb verb_push;
extern const struct verb verb_remote;
extern const struct verb verb_ps;
extern const struct verb verb_logs;
extern const struct verb verb_console;
extern const struct verb verb_top;
extern const struct verb verb_stop;
extern const struct verb verb_start;
extern const struct verb verb_restart;
extern const struct verb verb_rm;
extern const struct verb verb_scale;
extern const struct verb verb_limits;
extern const struct verb verb_disk;
extern const struct verb verb_tenant;
extern const struct verb verb_token;
extern const struct verb verb_account;
extern const struct verb verb_audit;
extern const struct verb verb_publish;
extern const struct verb verb_versions;
extern const struct verb verb_rollback;
extern const struct verb verb_secret;

/* The verb of that name; null, an error with a suggestion printed, if there is
 * none. */
const struct verb *verb_find(const char *name);

/* Verb number i; null past the last. */
const struct verb *verb_at(size_t i);

#endif
