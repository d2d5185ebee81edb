/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 */
#include "service.h"

#include <criterion/criterion.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include "harness/denali.h"

#define AGAIN_MS 20

void service_start(struct service *service, const char *image,
		   const char *guest_port, ...)
{
	struct command command;
	const char *word;
	va_list words;

	service->port = free_ports(1);
	command_denali(&command);
	command_add(&command, "-p");
	command_add(&command, "%u:%s", service->port, guest_port);
	va_start(words, guest_port);
	while ((word = va_arg(words, const char *)) != NULL)
		command_add(&command, "%s", word);
	va_end(words);
	command_add(&command, "%s", image);
	command_start(&command, &service->process);
	command_free(&command);
}

static bool answers(const struct service *service, const void *data,
		    size_t length, const char *expression, struct bytes *reply)
{
	bytes_clear(reply);
	return tcp_exchange(LOOPBACK, service->port, data, length, reply,
			    SERVICE_MS) &&
	       bytes_match(reply, expression);
}

void service_await(struct service *service, const char *text,
		   const char *expression)
{
	double deadline = now_ms() + SERVICE_MS;
	struct bytes reply = { 0 };
	bool came = false;

	while (!came && now_ms() < deadline && !service->process.ended) {
		came = answers(service, text, strlen(text), expression, &reply);
		process_read_for(&service->process, AGAIN_MS);
	}
	cr_assert(came, "no answer to %s: %s%s", text, reply.data,
		  service->process.err.data);
	bytes_free(&reply);
}

void service_stop(struct service *service)
{
	process_read_for(&service->process, 0);
	cr_expect(!service->process.ended && service->process.err.length == 0,
		  "status %d: %s", service->process.status,
		  service->process.err.data);
	process_finish(&service->process);
}

void service_expect(const struct service *service, const char *expression,
		    const void *data, size_t length)
{
	struct bytes reply = { 0 };

	cr_expect(answers(service, data, length, expression, &reply),
		  "to %.80s: not %s: %.800s", (const char *)data, expression,
		  reply.data);
	bytes_free(&reply);
}

void service_expect_text(const struct service *service, const char *expression,
			 const char *text)
{
	service_expect(service, expression, text, strlen(text));
}

void service_crowd(const struct service *service, int *sockets, int count,
		   const char *text)
{
	for (int i = 0; i < count; i++) {
		sockets[i] = tcp_connect(LOOPBACK, service->port, SERVICE_MS);
		cr_assert(sockets[i] >= 0, "connection %d", i);
		cr_assert(send_all(sockets[i], text, strlen(text)));
	}
}

void close_all(const int *sockets, int count)
{
	for (int i = 0; i < count; i++)
		close(sockets[i]);
}
