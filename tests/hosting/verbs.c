/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The verbs that look after services, and a whole supervisor that does what
 * they ask, over a machine that is a stand-in.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client.h"
#include "tests/supervisor/author.h"

#define WEB "{\"name\":\"web\",\"network\":{\"inbound\":[\"80\"]},\"schema\":1}"

static struct standin standin;
static struct author author;

/* A remote `h` with the token of an administrator who acts for acme. */
static void begin(void)
{
	char url[40], token[96];

	client_begin();
	standin_start(&standin);
	author_make(&author, &standin, "acme");
	snprintf(url, sizeof url, "https://127.0.0.1:%u", standin.port);
	snprintf(token, sizeof token, "%s/admin.token", standin.folder);
	client_expect(0, "^$|", "as its administrator$|tenant acme$", "remote",
		      "add", "--yes", "--tenant", "acme", "--token", token, "h",
		      url, NULL);
}

static void finish(void)
{
	standin_finish(&standin);
}

TestSuite(verbs, .init = begin, .fini = finish, .timeout = 180);

static void deploy(void)
{
	author_deploy(&author, "web", WEB, NULL, "done");
}

static void say(const char *line)
{
	cr_assert(strstr(standin_control(&standin, line), "error") == NULL);
}

Test(verbs, ps)
{
	client_expect(0, "^NAME +STATE", "", "ps", NULL);
	client_expect(125, "", "^denali: remote h: there is no service web",
		      "ps", "web", NULL);
	deploy();
	client_expect(0, "^web +running +1 +1/1 +0 ", "", "ps", NULL);
	client_expect(0, "^web$", "", "ps", "-o", "quiet", NULL);
	client_expect(0, "\"state\": \"running\"", "", "ps", "-o", "json",
		      NULL);
	client_expect(0, "^[a-z0-9]{8} +healthy +1 ", "", "ps", "web", NULL);
}

/* Each waits until it is so. */
Test(verbs, stop_and_go)
{
	struct process before, after;

	deploy();
	client_expect(0, "^would stop web \\(running, version 1, 1 of 1", "",
		      "stop", "--dry-run", "web", NULL);
	client_expect(0, "^web: stopped$", "", "stop", "--wait", "web", NULL);
	client_expect(0, "^web +stopped ", "", "ps", NULL);
	client_expect(0, "^web: started$", "", "start", "--wait", "web", NULL);
	client_expect(0, "^web: scaled to 3$", "", "scale", "--wait", "web",
		      "3", NULL);
	client_expect(0, "^web +running +1 +3/3", "", "ps", NULL);
	client_run(&before, 0, "ps", "-o", "quiet", "web", NULL);
	client_expect(0, "^web: restarted$", "", "restart", "--wait", "web",
		      NULL);
	client_run(&after, 0, "ps", "-o", "quiet", "web", NULL);
	cr_expect(before.out.length == 27 && after.out.length == 27);
	for (char *id = strtok(before.out.data, "\n"); id != NULL;
	     id = strtok(NULL, "\n"))
		cr_expect(strstr(after.out.data, id) == NULL, "%s is there yet",
			  id);
	process_finish(&before);
	process_finish(&after);
	client_expect(0, "^would remove web", "", "rm", "--dry-run", "web",
		      NULL);
	client_expect(0, "^web: removed$", "", "rm", "--wait", "web", NULL);
	client_expect(0, "^NAME +STATE", "", "ps", NULL);
	client_expect(125, "^$|", "there is no service web", "stop", "web",
		      NULL);
}

/* Nothing is to come of one that is stopped: there is no wait for it. */
Test(verbs, scale_of_what_is_stopped)
{
	deploy();
	client_expect(0, "^web: stopped$", "", "stop", "--wait", "web", NULL);
	client_expect(0, "^web: scaled to 2$", "", "scale", "--wait", "web",
		      "2", NULL);
	client_expect(0, "^web +stopped +1 +0/2", "", "ps", NULL);
	client_expect(0, "^web: started$", "", "start", "--wait", "web", NULL);
	client_expect(0, "^web +running +1 +2/2", "", "ps", NULL);
}

/* One that is refused does not keep the others from it. */
Test(verbs, several)
{
	deploy();
	author_deploy(&author, "other", WEB, NULL, "done");
	client_expect(125, "^other: stopped$", "there is no service nobody",
		      "stop", "nobody", "other", NULL);
}

Test(verbs, logs)
{
	struct process process;

	deploy();
	say("print web one");
	say("print web two");
	author_await(&author, "/v1/services/web/logs", "lines.1.text", "two");
	client_run(&process, 0, "logs", "web", NULL);
	cr_expect_str_eq(process.out.data, "one\ntwo\n");
	process_finish(&process);
	client_run(&process, 0, "logs", "-n", "1", "web", NULL);
	cr_expect_str_eq(process.out.data, "two\n");
	process_finish(&process);
	client_run(&process, 0, "logs", "--since", "1", "web", NULL);
	cr_expect_str_eq(process.out.data, "two\n");
	process_finish(&process);
	client_expect(0, "^\\{\"seq\":1,.*\"text\":\"one\"\\}$", "", "logs",
		      "-o", "json", "web", NULL);
	client_expect(125, "", "no instance of it has ended yet", "logs",
		      "--previous", "web", NULL);
	client_expect(125, "", "-n 1001: not a number from 1 to 1000", "logs",
		      "-n", "1001", "web", NULL);
	client_expect(125, "", "leave out --follow", "logs", "--previous", "-f",
		      "web", NULL);
}

Test(verbs, logs_as_they_come)
{
	const char *words[] = { DENALI, "logs", "-f", "web", NULL };
	struct process process;

	deploy();
	say("print web one");
	process_start(&process, words);
	cr_assert(process_await(&process, &process.out, "^one$", CLIENT_MS));
	say("print web two");
	cr_assert(process_await(&process, &process.out, "^two$", CLIENT_MS));
	cr_expect_str_eq(process.out.data, "one\ntwo\n");
	process_finish(&process);
}

Test(verbs, console)
{
	const char *words[] = { DENALI, "console", "web", NULL };
	struct process process;

	deploy();
	process_start(&process, words);
	process_write(&process, "hello\n", 6);
	process_close_input(&process);
	cr_assert(process_wait(&process, CLIENT_MS));
	cr_expect(process.status == 0, "%s", process.err.data);
	process_finish(&process);
	cr_expect(strstr(standin_control(&standin, "input web"), "hello") !=
		  NULL);
	client_expect(0, "scaled", "", "scale", "--wait", "web", "2", NULL);
	process_start(&process, words);
	process_close_input(&process);
	cr_assert(process_wait(&process, CLIENT_MS));
	cr_expect(process.status == 125 &&
			  bytes_match(&process.err, "several instances; name "
						    "one with --instance"),
		  "%s", process.err.data);
	process_finish(&process);
}

/* Its build is nobody's here. */
Test(verbs, crash)
{
	deploy();
	client_expect(1, "", "crash: web: has not crashed; ", "crash", "web",
		      NULL);
	say("fault web");
	author_await(&author, "/v1/services/web/crashes", "crashes.0.id", "1");
	client_expect(1, "^web, crash 1 \\(.*\\): page fault: it read from ",
		      "no .dbg file of its build", "crash", "web", NULL);
	client_expect(1, "\"id\": 1,", "no .dbg", "crash", "-o", "json", "web",
		      "1", NULL);
	client_expect(1, "", "no crash 2 is kept; ", "crash", "web", "2", NULL);
	client_expect(125, "", "unexpected 3; ", "crash", "web", "2", "3",
		      NULL);
	client_expect(125, "", "there is no service nobody", "crash", "nobody",
		      NULL);
}

Test(verbs, limits)
{
	deploy();
	client_expect(0, "^memory: as the image says$", "", "limits", "web",
		      NULL);
	client_expect(0, "^web: set$", "", "limits", "web", "memory=32M",
		      "cpu-cap=50%", "grace=5s", NULL);
	client_expect(0,
		      "^memory=32M\ncpu-weight: .*\ncpu-cap=50%\n"
		      "(.*\n)*grace=5s$",
		      "", "limits", "web", NULL);
	/* --dry-run shows what is set and what would be, and sets nothing. */
	client_expect(0,
		      "^would set limits of web\nmemory=32M\n(.*\n)*"
		      "cpu-cap=20%\n(.*\n)*grace=5s$",
		      "", "limits", "--dry-run", "web", "cpu-cap=20%", NULL);
	client_expect(0, "^cpu-cap=50%$", "", "limits", "web", NULL);
	client_expect(125, "", "limits: memry: unknown; did you mean memory",
		      "limits", "web", "memry=1M", NULL);
	client_expect(125, "", "limits: memory=lots: not a size; ", "limits",
		      "web", "memory=lots", NULL);
	client_expect(125, "", "limits: x: not of the form KEY=VALUE; ",
		      "limits", "web", "x", NULL);
	client_expect(125, "", "^denali: remote h: ", "limits", "web",
		      "cpu-cap=200", NULL);
	/* The tenant's, by its administrator. */
	client_expect(0, "^instances=7$", "", "limits", "instances=7", NULL);
	client_expect(0, "^instances=7$", "", "limits", NULL);
	client_expect(0, "^bandwidth=11.9M$", "", "limits", NULL);
	client_expect(0,
		      "^would set limits of tenant acme\n(.*\n)*instances=8\n",
		      "", "limits", "--dry-run", "instances=8", NULL);
	client_expect(0, "^instances=7$", "", "limits", NULL);
}

Test(verbs, disks)
{
	deploy();
	client_expect(0, "^data: would be created$", "", "disk", "create",
		      "--dry-run", "data", "8M", NULL);
	client_expect(0, "^data: created$", "", "disk", "create", "data", "8M",
		      NULL);
	client_expect(125, "",
		      "there is a disk of that name; grow it, or "
		      "choose another name",
		      "disk", "create", "data", "8M", NULL);
	client_expect(0, "^data: attached", "", "disk", "attach", "--as",
		      "store", "data", "web", NULL);
	client_expect(0, "^data +8M +ready +web", "", "disk", "list", NULL);
	client_expect(125, "", "service web uses the disk", "disk", "rm",
		      "data", NULL);
	client_expect(0, "^store: detached", "", "disk", "detach", "web",
		      "store", NULL);
	client_expect(0, "^data: grown$", "", "disk", "grow", "data", "16M",
		      NULL);
	client_expect(125, "", "disks can only grow", "disk", "grow", "data",
		      "8M", NULL);
	client_expect(125, "", "disk grow: much: not a size; ", "disk", "grow",
		      "data", "much", NULL);
	client_expect(0, "^data: removed$", "", "disk", "rm", "data", NULL);
}

Test(verbs, tenants)
{
	client_expect(0, "^b: created$", "", "tenant", "create", "b",
		      "services=3", NULL);
	client_expect(0, "^b +20", "", "tenant", "list", NULL);
	client_expect(0,
		      "^LIMIT +MOST +USED\n(.*\n)*services +3 +0\n"
		      "(.*\n)*memory +1G +0\n(.*\n)*bandwidth +11.9M +0\n",
		      "", "tenant", "show", "b", NULL);
	client_expect(0, "^ +\"bandwidth\": 12500000,", "", "tenant", "show",
		      "-o", "json", "b", NULL);
	client_expect(0, "^b: set$", "", "tenant", "set", "b", "memory=1G",
		      NULL);
	client_expect(0, "^b: removed$", "", "tenant", "rm", "b", NULL);
	client_expect(125, "", "there is no tenant b", "tenant", "show", "b",
		      NULL);
}

/* An administrator of the host acts for another tenant than the remote's. */
Test(verbs, for_a_tenant)
{
	struct standin_image image;
	struct bytes bytes = { 0 };
	struct author other;
	const char *file = scratch_path("shop");

	author_make(&other, &standin, "beta");
	author_deploy(&other, "shop", WEB, NULL, "done");
	author_deploy(&other, "shop", WEB, "{\"count\":1}", "done");
	client_expect(125, "", "no service shop", "versions", "shop", NULL);
	client_expect(0, "^ +2 +current", "", "versions", "--tenant", "beta",
		      "shop", NULL);
	client_expect(125, "", "no service shop", "rollback", "shop", NULL);
	client_expect(0, "version 1", "shop: done", "rollback", "--tenant",
		      "beta", "shop", NULL);
	bytes_append_text(&bytes, "s3cret");
	cr_assert(bytes_write_file(&bytes, file));
	client_expect(125, "", "no service shop", "secret", "set", "--from",
		      file, "shop", "KEY", NULL);
	client_expect(0, "", "secret KEY is set", "secret", "set", "--tenant",
		      "beta", "--from", file, "shop", "KEY", NULL);
	client_expect(0, "^KEY$", "", "secret", "list", "--tenant", "beta",
		      "-o", "quiet", "shop", NULL);
	client_expect(0, "", "secret KEY is removed", "secret", "rm",
		      "--tenant", "beta", "shop", "KEY", NULL);
	standin_image_make(&image, WEB);
	bytes_free(&bytes);
	bytes_append(&bytes, image.data, image.length);
	cr_assert(bytes_write_file(&bytes, file));
	bytes_free(&bytes);
	client_expect(0, "^RW", "made", "key", "create", "--no-password", NULL);
	client_expect(0, "", "h takes images", "key", "add", "--tenant", "beta",
		      "--as", "mine", NULL);
	client_expect(0, "^default\nmine$|^mine\n", "", "key", "list", "-o",
		      "quiet", "--tenant", "beta", NULL);
	client_expect(125, "", "key", "publish", "--name", "shop", file, NULL);
	client_expect(0, "version 3", "image sent|has the image", "publish",
		      "--tenant", "beta", "--name", "shop", file, NULL);
	client_expect(0, "", "no more images", "key", "remove", "--tenant",
		      "beta", "mine", NULL);
	client_expect(125, "", "--tenant B: no tenant can be called so",
		      "publish", "--tenant", "B", file, NULL);
}

/* What is printed is a token, and the only one. */
Test(verbs, tokens)
{
	struct process process;
	char id[16];

	client_run(&process, 0, "token", "create", "--scopes", "read",
		   "--expires", "2d", "ci", NULL);
	cr_assert(bytes_match(&process.out,
			      "^dnl_[a-z0-9]{8}_[A-Za-z0-9_-]{43}$"),
		  "%s", process.out.data);
	snprintf(id, sizeof id, "%.8s", process.out.data + 4);
	process_finish(&process);
	client_expect(0, "^[a-z0-9]{8} +ci +read +20", "", "token", "list",
		      NULL);
	client_expect(0, ": revoked$", "", "token", "revoke", id, NULL);
	/* Those of administrators are no tenant's. */
	client_expect(125, "", "scope admin cannot be made", "token", "create",
		      "--scopes", "admin", "boss", NULL);
	client_expect(0, "^dnl_", "", "token", "create", "--tenant", "-",
		      "--scopes", "admin", "boss", NULL);
	client_expect(0, "^[a-z0-9]{8} +boss +admin +20", "", "token", "list",
		      "--tenant", "-", NULL);
	client_expect(0, " token.create +[a-z0-9]{8} \\(boss\\) +done$", "",
		      "audit", "--tenant", "-", "-n", "1", NULL);
	client_expect(125, "", "--tenant --: no tenant can be called so", "ps",
		      "--tenant", "--", NULL);
	client_expect(125, "", "no scopes given; ", "token", "create", "x",
		      NULL);
	client_expect(125, "", "did you mean deploy", "token", "create",
		      "--scopes", "read,deploi", "x", NULL);
	client_expect(125, "", "not a time; ", "token", "create", "--scopes",
		      "read", "--expires", "soon", "x", NULL);
}

Test(verbs, bills)
{
	deploy();
	say("use web cycles 5000000000");
	client_expect(0, "^INSTANCE +SERVICE", "", "top", NULL);
	client_expect(0, "^ +\"service\": \"web\"", "", "top", "-n", "1", "-o",
		      "json", NULL);
	/* What lives is read each minute, what ends at once. */
	client_expect(0, "stopped", "", "stop", "--wait", "web", NULL);
	client_expect(0, "^acme +web +[0-9]", "", "account", NULL);
	client_expect(0, "^tenant,service,cpu-seconds,.*\nacme,web,[0-9]", "",
		      "account", "-o", "csv", "--from", "2020-01-01", NULL);
	client_expect(125, "", "--from x: not a time; ", "account", "--from",
		      "x", NULL);
	client_expect(125, "", "-o csv: ", "ps", "-o", "csv", NULL);
	client_expect(0, "service.publish|version.publish|publish", "", "audit",
		      NULL);
	client_expect(0, "\"seq\": [0-9]+,", "", "audit", "-n", "1", "-o",
		      "json", NULL);
	client_expect(0, "^SEQ .*\n.* service.stop +web +done$", "", "audit",
		      "-n", "1", NULL);
	client_expect(0, "^SEQ .*\n.* token.create +.* done$", "", "audit",
		      "-n", "1", "--since", "0", NULL);
}
