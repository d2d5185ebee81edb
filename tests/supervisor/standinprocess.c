/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include <criterion/criterion.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "client.h"
#include "harness/net.h"

#define PROGRAM "build/tests/supervisor/standin"
#define START_TIME 60000

static void read_token(struct standin *standin)
{
	char path[96];
	FILE *file;

	snprintf(path, sizeof path, "%s/admin.token", standin->folder);
	file = fopen(path, "r");
	cr_assert_not_null(file, "%s", path);
	cr_assert_not_null(fgets(standin->token, sizeof standin->token, file));
	fclose(file);
	standin->token[strcspn(standin->token, "\n")] = '\0';
}

void standin_start(struct standin *standin)
{
	char port[16];
	const char *const arguments[] = { PROGRAM, standin->folder, port,
					  NULL };

	if (standin->folder[0] == '\0') {
		strcpy(standin->folder, "/tmp/denali-standin-XXXXXX");
		cr_assert_not_null(mkdtemp(standin->folder));
	}
	standin->port = free_ports(1);
	snprintf(port, sizeof port, "%u", standin->port);
	process_start(&standin->process, arguments);
	cr_assert(process_await(&standin->process, &standin->process.out,
				"ready", START_TIME),
		  "no ready: %.*s", (int)standin->process.err.length,
		  (const char *)standin->process.err.data);
	read_token(standin);
}

void standin_stop(struct standin *standin)
{
	kill(standin->process.pid, SIGTERM);
	cr_assert(process_wait(&standin->process, START_TIME));
	cr_assert_eq(standin->process.status, 0, "it ended with %d: %.*s",
		     standin->process.status, (int)standin->process.err.length,
		     (const char *)standin->process.err.data);
	process_finish(&standin->process);
}

void standin_finish(struct standin *standin)
{
	char command[96];

	standin_stop(standin);
	snprintf(command, sizeof command, "rm -r %s", standin->folder);
	cr_assert_eq(system(command), 0);
	standin->folder[0] = '\0';
}

const char *standin_control(const struct standin *standin, const char *line)
{
	static char answer[65536];
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int peer = socket(AF_UNIX, SOCK_STREAM, 0);
	size_t length = 0;
	ssize_t count;

	snprintf(address.sun_path, sizeof address.sun_path, "%s/control",
		 standin->folder);
	cr_assert_eq(connect(peer, (struct sockaddr *)&address, sizeof address),
		     0, "%s", address.sun_path);
	cr_assert(send_all(peer, line, strlen(line)) &&
		  send_all(peer, "\n", 1));
	shutdown(peer, SHUT_WR);
	while (length < sizeof answer - 1 &&
	       (count = read(peer, answer + length,
			     sizeof answer - 1 - length)) > 0)
		length += (size_t)count;
	answer[length] = '\0';
	close(peer);
	return answer;
}

void standin_token(const struct standin *standin, const char *tenant,
		   const char *scopes, char token[80])
{
	char target[96], body[256], list[128] = "";
	struct reply reply;

	snprintf(body, sizeof body, "{\"name\":\"%s\"}", tenant);
	reply = ask(standin, "POST", "/v1/tenants", body);
	cr_assert(reply.status == 201 || reply.status == 409, "%d",
		  reply.status);
	reply_finish(&reply);
	for (const char *at = scopes; *at != '\0';) {
		size_t length = strcspn(at, " ");

		snprintf(list + strlen(list), sizeof list - strlen(list),
			 "%s\"%.*s\"", list[0] == '\0' ? "" : ",", (int)length,
			 at);
		at += length + (at[length] == ' ');
	}
	snprintf(target, sizeof target, "/v1/tokens?tenant=%s", tenant);
	snprintf(body, sizeof body, "{\"name\":\"test\",\"scopes\":[%s]}",
		 list);
	reply = ask(standin, "POST", target, body);
	cr_assert_eq(reply.status, 201, "%s", (char *)reply.body.data);
	snprintf(token, 80, "%s",
		 json_string_value(json_object_get(reply.json, "token")));
	reply_finish(&reply);
}

void standin_order(const struct standin *standin, const char *line)
{
	const char *answer = standin_control(standin, line);

	cr_assert(strncmp(answer, "ok", 2) == 0, "%s: %s", line, answer);
}

void standin_limit(const struct standin *standin, const char *limits)
{
	char body[128];
	struct reply reply;

	snprintf(body, sizeof body, "{\"limits\":{%s}}", limits);
	reply = ask(standin, "PATCH", "/v1/tenants/acme", body);
	cr_assert_eq(reply.status, 200, "%s", (char *)reply.body.data);
	reply_finish(&reply);
}
