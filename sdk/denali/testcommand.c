/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT */
#include "testcommand.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "ports.h"

/* Words beside a test's own. */
#define WORDS_MAX (16 + 2 * TEST_PORTS_MAX + 2 * DENALI_DISKS)

/* Instances that requests are for: the last of them and those before. */
static unsigned count_instances(const struct test *test)
{
	unsigned count = 1;

	for (size_t i = 0; i < test->request_count; i++)
		if (test->requests[i].instance >= count)
			count = test->requests[i].instance + 1;
	return count;
}

static bool has_port(const struct service *service, uint16_t guest, bool udp)
{
	for (size_t i = 0; i < service->port_count; i++)
		if (service->ports[i].guest == guest &&
		    service->ports[i].udp == udp)
			return true;
	return false;
}

static int add_port(struct service *service, const struct test_request *request)
{
	bool udp = request->kind == REQUEST_UDP;
	unsigned count = count_instances(service->test);
	struct test_port port = { .guest = request->port, .udp = udp };

	if (has_port(service, request->port, udp))
		return 0;
	if (service->port_count == TEST_PORTS_MAX)
		return error("%s: requests to more than %u ports; make two "
			     "tests of it",
			     service->test->name, TEST_PORTS_MAX);
	port.host = ports_find_any(count, udp);
	if (port.host == 0)
		return error("no %u free ports of 127.0.0.1 in a row from %u "
			     "to %u; stop programs that listen there",
			     count, PORTS_FIRST, PORTS_FIRST + PORTS_COUNT - 1);
	service->ports[service->port_count++] = port;
	return 0;
}

static void add(struct test_command *command, char *word)
{
	command->words[command->count++] = word;
}

static void add_all(struct test_command *command, const char *option,
		    const struct test_words *words)
{
	for (size_t i = 0; i < words->count; i++) {
		if (option != NULL)
			add(command, allocate_text("%s", option));
		add(command, allocate_text("%s", words->all[i]));
	}
}

static void add_disks(struct test_command *command,
		      const struct test_disks *disks)
{
	unsigned count = disks->manifest != NULL ? disks->manifest->disk_count :
						   0;

	for (unsigned i = 0; i < count; i++) {
		add(command, allocate_text("-v"));
		add(command, test_disks_option(disks, i));
	}
}

/* Has the test an option -v of its own?  Then its disks are its own too. */
static bool has_disks(const struct test *test)
{
	for (size_t i = 0; i < test->options.count; i++)
		if (strncmp(test->options.all[i], "-v", 2) == 0)
			return true;
	return false;
}

static void add_words(struct test_command *command,
		      const struct service *service,
		      const struct service_plan *plan)
{
	const struct test *test = service->test;

	add(command, allocate_text("denali"));
	add(command, allocate_text("run"));
	add(command, allocate_text("--stats=result"));
	add(command, allocate_text("--result"));
	add(command,
	    allocate_text("/proc/%d/fd/%d", (int)getpid(), service->result));
	if (plan->memory != NULL) {
		add(command, allocate_text("-m"));
		add(command, allocate_text("%s", plan->memory));
	}
	for (size_t i = 0; i < service->port_count; i++) {
		const struct test_port *port = &service->ports[i];

		add(command, allocate_text("-p"));
		add(command, allocate_text("%u:%u%s", port->host, port->guest,
					   port->udp ? "/udp" : ""));
	}
	add_all(command, "-e", &test->environment);
	if (!has_disks(test))
		add_disks(command, plan->disks);
	add_all(command, NULL, &test->options);
	add(command, allocate_text("%s", plan->image));
	add_all(command, NULL, &test->arguments);
}

int test_command_make(struct test_command *command, struct service *service,
		      const struct service_plan *plan)
{
	const struct test *test = service->test;
	size_t words = WORDS_MAX + test->arguments.count + test->options.count +
		       2 * test->environment.count;
	int status = 0;

	for (size_t i = 0; i < test->request_count && status == 0; i++)
		status = add_port(service, &test->requests[i]);
	if (status == 0 && !has_disks(test))
		status = test_disks_make(plan->disks, test->keep_disks);
	if (status != 0)
		return status;
	*command = (struct test_command){
		.words = allocate(words, sizeof command->words[0])
	};
	add_words(command, service, plan);
	return 0;
}

void test_command_free(struct test_command *command)
{
	for (size_t i = 0; i < command->count; i++)
		free(command->words[i]);
	free(command->words);
}
