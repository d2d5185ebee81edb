/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The host port's messages: whole, in pieces, and bad ones.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "port.h"

static void receive(struct port *port, uint8_t type, uint32_t vm,
		    const void *body, uint16_t length)
{
	struct denali_port_header header = { DENALI_PORT_MAGIC, type, length,
					     vm };

	port_receive(port, &header, sizeof header);
	port_receive(port, body, length);
}

Test(port, messages_in_order)
{
	struct port port = { .vm_count = 2 };
	struct port_message message;

	receive(&port, DENALI_PORT_CONSOLE, 1, "abc", 3);
	receive(&port, DENALI_PORT_READY, DENALI_PORT_HOST, "", 0);
	cr_assert(port_take(&port, &message));
	cr_expect(message.type == DENALI_PORT_CONSOLE && message.vm == 1 &&
		  message.length == 3 && memcmp(message.body, "abc", 3) == 0);
	cr_assert(port_take(&port, &message));
	cr_expect(message.type == DENALI_PORT_READY);
	cr_expect(!port_take(&port, &message));
	cr_expect(port.problem[0] == '\0' && port.offset == 19);
	port_free(&port);
}

Test(port, byte_by_byte)
{
	struct port port = { .vm_count = 1 };
	struct port_message message;
	uint8_t bytes[sizeof(struct denali_port_header) + 5];
	struct denali_port_header header = { DENALI_PORT_MAGIC,
					     DENALI_PORT_CONSOLE, 5, 0 };

	memcpy(bytes, &header, sizeof header);
	memcpy(bytes + sizeof header, "12345", 5);
	for (int round = 0; round < 100; round++) {
		for (size_t i = 0; i + 1 < sizeof bytes; i++) {
			port_receive(&port, &bytes[i], 1);
			cr_assert(!port_take(&port, &message));
		}
		port_receive(&port, &bytes[sizeof bytes - 1], 1);
		cr_assert(port_take(&port, &message));
		cr_expect(message.length == 5);
	}
	port_free(&port);
}

static void expect_lost(struct port *port, const char *problem)
{
	struct port_message message;

	cr_expect(!port_take(port, &message));
	cr_expect_str_eq(port->problem, problem);
	/* And it stays lost. */
	receive(port, DENALI_PORT_READY, DENALI_PORT_HOST, "", 0);
	cr_expect(!port_take(port, &message));
	port_free(port);
}

Test(port, no_magic)
{
	struct port port = { .vm_count = 1 };

	port_receive(&port, "S", 1);
	expect_lost(&port,
		    "a byte that begins no message (83) after 0 good bytes");
}

Test(port, too_long)
{
	struct port port = { .vm_count = 1 };
	static const char body[DENALI_PORT_BODY_MAX + 1];

	receive(&port, DENALI_PORT_CONSOLE, 0, body, sizeof body);
	expect_lost(&port,
		    "a message that is too long (4097) after 0 good bytes");
}

Test(port, no_such_instance)
{
	struct port port = { .vm_count = 3 };

	receive(&port, DENALI_PORT_CONSOLE, 3, "x", 1);
	expect_lost(&port,
		    "a message about no such instance (3) after 0 good bytes");
}

Test(port, host_prints)
{
	struct port port = { .vm_count = 3 };

	receive(&port, DENALI_PORT_CONSOLE, DENALI_PORT_HOST, "x", 1);
	expect_lost(&port, "a message about no such instance (4294967295) "
			   "after 0 good bytes");
}

Test(port, wrong_length)
{
	static const uint8_t fixed[] = { DENALI_PORT_EXIT, DENALI_PORT_CRASH,
					 DENALI_PORT_LEDGER,
					 DENALI_PORT_MACHINE };

	for (size_t i = 0; i < sizeof fixed; i++) {
		struct port port = { .vm_count = 1 };

		receive(&port, fixed[i], 0, "1234567", 7);
		expect_lost(&port, "a message of the wrong length (7) after 0 "
				   "good bytes");
	}
}

/* A ledger is of a VM, the machine's account of the host. */
Test(port, accounts_of_others)
{
	static const uint8_t body[sizeof(struct denali_ledger)];
	struct port port = { .vm_count = 1 };

	receive(&port, DENALI_PORT_LEDGER, DENALI_PORT_HOST, body,
		sizeof(struct denali_ledger));
	expect_lost(&port, "a message about no such instance (4294967295) "
			   "after 0 good bytes");
	port = (struct port){ .vm_count = 1 };
	receive(&port, DENALI_PORT_MACHINE, 0, body,
		sizeof(struct denali_machine));
	expect_lost(&port, "a message about no such instance (0) after 0 good "
			   "bytes");
}

Test(port, newer_types_pass)
{
	struct port port = { .vm_count = 1 };
	struct port_message message;

	receive(&port, 200, 77, "x", 1);
	cr_assert(port_take(&port, &message));
	cr_expect(message.type == 200);
	cr_expect(port.problem[0] == '\0');
	port_free(&port);
}

Test(port, sending)
{
	struct port port = { .vm_count = 1 };

	port_send(&port, DENALI_PORT_INPUT, 0, "hi", 2);
	port_send(&port, DENALI_PORT_KILL, DENALI_PORT_HOST, NULL, 0);
	cr_expect(port.out.length == 18);
	cr_expect(memcmp(port.out.data,
			 "\xda\x10\x02\0\0\0\0\0hi"
			 "\xda\x13\0\0\xff\xff\xff\xff",
			 18) == 0);
	port_free(&port);
}
