/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * QEMU killed at random moments while services are published, updated and
 * removed, twenty times over one host.  After each boot nothing that was
 * acknowledged is lost, and nothing half-made is seen.
 *
 * What a client knows of a service is what it has been told: what it asked for
 * last, and whether that was acknowledged.  Of a request that was under way
 * when the power went either outcome is right, and no third one.
 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "harness/denali.h"
#include "house.h"

#define KILLS 20
#define SERVICES 4
#define KILL_SECONDS 900
#define WINDOW_MS 1000 /* from the first request to the kill, at most */

static struct house house;

/* 0: there is none; 1, 2: the version of the guest that it runs. */
struct service {
	int sure;  /* what was acknowledged last */
	int asked; /* what has been asked for, perhaps not acknowledged */
	uint32_t version; /* the last that was acknowledged */
};

static struct service services[SERVICES];

static void open_house(void)
{
	house_make(&house, (const char *[]){ "--disk 256M", NULL });
	setenv("GUESTS", "build/tests/host-guest", 1);
}

static void close_house(void)
{
	house_clear(&house);
}

TestSuite(kills, .init = open_house, .fini = close_house,
	  .timeout = KILL_SECONDS);

static void begin_request(struct process *process, int i, int wanted)
{
	static const char *const guests[] = { "", "plain-one", "plain-two" };
	char words[256];

	if (wanted == 0)
		snprintf(words, sizeof words, "exec denali rm s%d 2>&1", i);
	else
		snprintf(words, sizeof words,
			 "exec denali publish --no-wait --name s%d $GUESTS/%s "
			 "2>&1",
			 i, guests[wanted]);
	process_start(process, (const char *[]){ "sh", "-c", words, NULL });
}

/* Changes services one after another until the time is up, then pulls the
 * plug. */
static void change_until(double end)
{
	for (int turn = rand(); now_ms() < end; turn++) {
		struct service *service = &services[turn % SERVICES];
		int wanted = service->sure == 0 ? 1 + rand() % 2 :
			     rand() % 4 == 0    ? 0 :
						  3 - service->sure;
		struct process process;

		service->asked = wanted;
		begin_request(&process, turn % SERVICES, wanted);
		if (!process_wait(&process, (int)(end - now_ms()) + 1)) {
			house_kill(&house);
			process_finish(&process);
			return;
		}
		if (process.status == 0)
			service->sure = wanted;
		else
			service->asked = service->sure;
		/* After a start a deployment from before may still go on. */
		cr_expect(process.status == 0 ||
				  strstr(process.out.data, "is being brought"),
			  "s%d to %d: %s", turn % SERVICES, wanted,
			  process.out.data);
		process_finish(&process);
	}
	house_kill(&house);
}

/* The digest of what a service runs; "": there is no service. */
static void digest_of(int i, char digest[72])
{
	char words[300];
	const char *said;
	json_t *answer;

	snprintf(words, sizeof words,
		 "curl -sS -m 60 --cacert $H/certificate.pem -H "
		 "\"Authorization: Bearer $(cat $H/admin.token)\" "
		 "\"https://127.0.0.1:$API/v1/services/s%d/versions?tenant="
		 "default\"",
		 i);
	said = house_shell(&house, words, 0, NULL);
	answer = json_loads(said, 0, NULL);
	cr_assert_not_null(answer, "s%d: %s", i, said);
	snprintf(
		digest, 72, "%s",
		json_is_array(json_object_get(answer, "versions")) ?
			json_string_value(json_object_get(
				json_array_get(
					json_object_get(answer, "versions"), 0),
				"digest")) :
			"");
	json_decref(answer);
}

static void digest_of_guest(int version, char digest[72])
{
	char words[100];

	snprintf(words, sizeof words,
		 "sha256sum <$GUESTS/plain-%s | cut -c1-64 | tr -d '\\n'",
		 version == 1 ? "one" : "two");
	snprintf(digest, 72, "%s",
		 version == 0 ? "" : house_shell(&house, words, 0, NULL));
}

/* What there is is what was acknowledged, or what was asked for besides. */
static void check(int i)
{
	struct service *service = &services[i];
	char found[72], sure[72], asked[72];

	digest_of(i, found);
	digest_of_guest(service->sure, sure);
	digest_of_guest(service->asked, asked);
	cr_assert(strcmp(found, sure) == 0 || strcmp(found, asked) == 0,
		  "s%d: found '%s', sure of %d (%s), asked for %d (%s)", i,
		  found, service->sure, sure, service->asked, asked);
	if (strcmp(found, sure) != 0)
		service->sure = service->asked;
	service->asked = service->sure;
}

/* Whatever runs by itself comes to run: none is left in between. */
static void await_rest(void)
{
	house_await(&house,
		    "denali ps -o json | grep -cE "
		    "'\"state\": ?\"(starting|checking|switching)' | "
		    "sed 's/^0$/none/'",
		    "^none$");
}

Test(kills, twenty)
{
	srand((unsigned)time(NULL));
	for (int kill = 0; kill < KILLS; kill++) {
		house_start(&house);
		for (int i = 0; i < SERVICES; i++)
			check(i);
		await_rest();
		change_until(now_ms() + rand() % WINDOW_MS);
	}
	house_start(&house);
	for (int i = 0; i < SERVICES; i++)
		check(i);
	house_stop(&house);
	house_shell(
		&house,
		"dd if=$H/disk.img of=$TOP/state bs=1M skip=64 2>/dev/null; "
		"e2fsck -fn $TOP/state >$TOP/said || cat $TOP/said",
		0, "^$");
	house_shell(&house,
		    "debugfs -R \"dump denali.db $TOP/db\" $TOP/state "
		    "2>/dev/null; sqlite3 $TOP/db 'PRAGMA integrity_check'",
		    0, "^ok$");
}
