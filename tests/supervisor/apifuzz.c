/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Fuzzer of what strangers send: a request to the API, or a key, or a
 * signature, by its first byte:
 *
 *   a, t    by the administrator, by a tenant: METHOD TARGET newline body
 *   r       as its Authorization header says: HEADER newline METHOD TARGET ...
 *   k, s    the text of a public key, of a signature
 *
 * Each request has an answer, whose body is JSON; none is the host's fault; and
 * who has no token gets nothing.  The engine is not started.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "minisign.h"
#include "sdk/supervisor/access.h"
#include "sdk/supervisor/exchange.h"
#include "sdk/supervisor/host.h"
#include "sdk/supervisor/supervisor.h"
#include "sdk/supervisor/tenants.h"
#include "tests/supervisor/machine.h"

/* The database is made anew after so many requests. */
#define REQUESTS 2000
#define PIECE 7

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char bearer[2][TOKEN_TEXT + 8];
static char folder[] = "/tmp/denali-apifuzz-XXXXXX";
static unsigned requests;

void supervisor_off(void)
{
}

static void require(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "broken rule: %s\n", what);
	abort();
}

/* ---- the supervisor ---- */

static void make_token(int which, int64_t tenant, unsigned scopes)
{
	char text[TOKEN_TEXT], id[TOKEN_ID + 1];
	unsigned char hash[32];

	token_make(text, id, hash);
	require(token_store(id, hash, tenant, "fuzz", scopes, 0) == STORE_OK,
		"a token can be made");
	snprintf(bearer[which], sizeof bearer[which], "Bearer %s", text);
}

static void remove_folder(void)
{
	char command[64];

	snprintf(command, sizeof command, "rm -r %s", folder);
	if (system(command) != 0)
		perror(folder);
}

static void make_folder(void)
{
	char path[HOST_PATH];

	require(sodium_init() >= 0 && mkdtemp(folder) != NULL, "a folder");
	atexit(remove_folder);
	host_folder = folder;
	mkdir(host_path(path, "images"), 0700);
	mkdir(host_path(path, "uploads"), 0700);
	require(machine_open(folder, 1024, false), "a machine");
}

static void open_state(void)
{
	int64_t limits[LIMITS];
	enum store_result result;

	if (requests == 0)
		make_folder();
	else
		store_close(&host_state);
	require(host_state_open(":memory:") == NULL, "a database");
	tenant_most(limits);
	make_token(0, 0, SCOPE_ADMIN);
	make_token(1, tenant_make("acme", limits, &result),
		   SCOPE_READ | SCOPE_DEPLOY | SCOPE_MANAGE | SCOPE_METRICS);
}

/* ---- a request ---- */

static void wait_for_nothing(struct exchange *exchange, void *context)
{
	(void)context;
	exchange->request.late = true;
}

static void read_all(struct answer *answer)
{
	char piece[512];
	uint64_t at = 0;
	long count;

	while ((count = answer->reader->read(answer->reading, at, piece,
					     sizeof piece)) > 0)
		at += (uint64_t)count;
}

static void check(struct exchange *exchange, bool nobody)
{
	struct answer *answer = &exchange->answer;
	json_t *error = json_object_get(answer->json, "error");
	char *text;

	require(exchange->answered, "there is an answer");
	require(answer->status >= 200 && answer->status != 500 &&
			answer->status < 600,
		"it is not the host's fault");
	require(!nobody || answer->status == 401 || answer->status == 429,
		"nobody gets nothing");
	if (answer->reader != NULL)
		read_all(answer);
	if (answer->json == NULL)
		return;
	text = json_dumps(answer->json, 0);
	require(text != NULL, "the body can be written");
	free(text);
	require(answer->status < 400 ||
			(json_is_string(json_object_get(error, "code")) &&
			 json_is_string(json_object_get(error, "message"))),
		"an error has its words");
}

static void ask(const char *authorization, const char *method,
		const char *target, const uint8_t *body, size_t length,
		bool nobody)
{
	struct exchange *exchange = exchange_new(target);

	require(exchange != NULL, "memory");
	exchange_head(exchange, method, authorization, "127.0.0.1",
		      length == 0 && method[0] == 'G' ? 0 : length);
	for (size_t at = 0; at < length; at += PIECE)
		exchange_data(exchange, body + at,
			      length - at < PIECE ? length - at : PIECE);
	exchange_end(exchange, wait_for_nothing, NULL);
	for (int i = 0; i < 3 && exchange->waiting; i++) {
		exchange->request.late = true;
		exchange_again(exchange, wait_for_nothing, NULL);
	}
	check(exchange, nobody);
	exchange_free(exchange);
}

/* Cuts a line, or a word, off a text. */
static char *cut(char **text, char at)
{
	char *begin = *text, *end = strchr(begin, at);

	if (end == NULL)
		end = begin + strlen(begin);
	else
		*end++ = '\0';
	*text = end;
	return begin;
}

static void request(const uint8_t *data, size_t size)
{
	char *text = calloc(1, size + 1), *at = text;
	const char *authorization = data[0] == 'a' ? bearer[0] : bearer[1];
	const char *method, *target;
	bool nobody = data[0] == 'r';
	size_t head;

	require(text != NULL, "memory");
	memcpy(text, data + 1, size - 1);
	if (nobody)
		authorization = cut(&at, '\n');
	nobody = nobody && strstr(authorization, bearer[0] + 7) == NULL;
	target = cut(&at, '\n');
	head = (size_t)(at - text);
	at = (char *)(size_t)target;
	method = cut(&at, ' ');
	ask(authorization, method, at, data + 1 + head, size - 1 - head,
	    nobody);
	free(text);
}

/* ---- keys and signatures ---- */

static void key(const uint8_t *data, size_t size)
{
	struct minisign_key one, two;
	char text[MINISIGN_KEY_TEXT];

	if (minisign_read_key((const char *)data, size, &one) != NULL)
		return;
	minisign_write_key(&one, text);
	require(minisign_read_key(text, strlen(text), &two) == NULL &&
			memcmp(&one, &two, sizeof one) == 0,
		"a key that is written is the same");
}

static void signature(const uint8_t *data, size_t size)
{
	static const uint8_t hash[MINISIGN_HASH];
	struct minisign_key strange = { .bytes = { 1 } };
	struct minisign read;

	if (minisign_read((const char *)data, size, &read) != NULL)
		return;
	memcpy(strange.id, read.id, sizeof read.id);
	require(memchr(read.trusted, '\0', sizeof read.trusted) != NULL,
		"the comment ends");
	require(minisign_verify(&read, &strange, hash) != NULL,
		"nothing is signed by a stranger");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (requests++ % REQUESTS == 0) {
		requests--;
		open_state();
		requests++;
	}
	if (size == 0)
		return 0;
	if (data[0] == 'k')
		key(data + 1, size - 1);
	else if (data[0] == 's')
		signature(data + 1, size - 1);
	else if (data[0] == 'a' || data[0] == 't' || data[0] == 'r')
		request(data, size);
	return 0;
}
