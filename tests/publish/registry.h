/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A registry in a thread of the test, with its content in memory.  It behaves
 * until a test has it do otherwise: a trick sees each request first.
 */
#ifndef TESTS_PUBLISH_REGISTRY_H
#define TESTS_PUBLISH_REGISTRY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One request. */
struct visit {
	int fd;
	char method[16], path[2048]; /* the query included */
	char head[16384];            /* all of it */
	uint8_t *body;
	size_t length;
};

/* Starts it; where it is: localhost:PORT. */
const char *registry_start(void);

/* Returns whether it has answered; null: no tricks. */
void registry_trick(bool (*trick)(struct visit *visit));

/* What has been put there last: a manifest; a blob of which some of the digest
 * is given, or null for the largest.  They may be changed in place. */
struct kept {
	char name[160]; /* a tag, or sha256:HEX */
	uint8_t *bytes;
	size_t length;
};
struct kept *registry_manifest(void);
struct kept *registry_blob(const char *digest);

/* How many requests there were whose method and path match. */
unsigned registry_count(const char *method, const char *part);
void registry_forget_counts(void);

/* Answers; headers are lines with \r\n at their ends, or "". */
void visit_answer(struct visit *visit, int status, const char *headers,
		  const void *body, size_t length);
void visit_say(struct visit *visit, int status, const char *headers,
	       const char *text);
/* Bytes as they are. */
void visit_send(struct visit *visit, const void *bytes, size_t length);
/* As a registry that behaves. */
void visit_behave(struct visit *visit);
/* Says nothing until the client goes. */
void visit_hang(struct visit *visit);

bool visit_is(const struct visit *visit, const char *method, const char *part);
bool visit_has_header(const struct visit *visit, const char *line);

#endif
