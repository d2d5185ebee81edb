/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Ordinary machines: pc and q35, with the devices that they have besides
 * virtio's.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>

#include "harness/denali.h"
#include "harness/net.h"

#define TIMEOUT_MS 60000
#define REQUEST_MS 20000
#define HTTP_HELLO EXAMPLE_IMAGE("http-hello")
#define SITE "examples/http-hello/files/site/"
#define REQUESTS 300 /* more frames than a ring has slots */

struct machine {
	char name[8], nic[8];
};

/* Asks until there is an answer: the service may be starting. */
static bool await_page(struct process *process, uint16_t port,
		       struct bytes *page)
{
	double deadline = now_ms() + TIMEOUT_MS;

	while (now_ms() < deadline && !process->ended) {
		if (http_get(LOOPBACK, port, "/", page, REQUEST_MS))
			return true;
		process_read_for(process, 10);
	}
	return false;
}

static void expect_pages(uint16_t port, unsigned count)
{
	struct bytes page = { 0 }, wanted = { 0 };

	cr_assert(bytes_read_file(&wanted, SITE "about.html"));
	for (unsigned i = 0; i < count; i++) {
		cr_assert(http_get(LOOPBACK, port, "/about.html", &page,
				   REQUEST_MS),
			  "request %u", i);
		cr_assert(bytes_same(&page, &wanted), "request %u", i);
	}
	bytes_free(&page);
	bytes_free(&wanted);
}

ParameterizedTestParameters(machines, serve)
{
	static struct machine machines[] = { { "q35", "virtio" },
					     { "pc", "e1000" },
					     { "q35", "e1000" } };

	return cr_make_param_array(struct machine, machines, 3);
}

ParameterizedTest(struct machine *machine, machines, serve)
{
	uint16_t port = free_ports(1);
	struct process process;
	struct bytes page = { 0 };
	char forward[16];

	snprintf(forward, sizeof forward, "%u:80", port);
	denali_start(&process, "--log", "-p", forward, "--machine",
		     machine->name, "--nic", machine->nic, HTTP_HELLO, NULL);
	cr_assert(await_page(&process, port, &page), "%s, %s: %s",
		  machine->name, machine->nic, process.err.data);
	cr_expect(process_await(&process, &process.err, machine->nic,
				TIMEOUT_MS));
	expect_pages(port, REQUESTS);
	process_finish(&process);
	bytes_free(&page);
}
