/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * A double for QEMU and the kernel in it: it is started by `denali run` with
 * QEMU's command line, finds the serial ports there, and speaks the host
 * port's protocol as the script in the variable FAKE_QEMU says.
 *
 * One command a line; words are separated by single spaces.  VM is a number or
 * `host`; TEXT is the rest of the line and knows \n and \xHH; numbers may be
 * hexadecimal.
 *
 *   ready                 all VMs are made
 *   print VM TEXT         console output
 *   flood VM COUNT        so many bytes of it, the pattern i * 7 + (i >> 8)
 *   exit VM CAUSE DETAIL
 *   console TEXT          what the next crash tells of its console
 *   lengths STACK CONSOLE what the next crash says of its own lengths
 *   crash VM CAUSE DETAIL VECTOR ERROR EIP ESP [STACK WORDS]
 *   ledger VM NUMBER      one in which all counters are NUMBER
 *   machine VERSION CYCLES  of which 10 % idle, 5 % other, swap as frames
 *   error NUMBER GROUP ITEM VALUE BOUND
 *   end REASON
 *   raw TEXT              bytes on the host port that need be no message
 *   log TEXT              on the kernel's log
 *   say TEXT              on QEMU's standard error
 *   await TYPE            read messages until one of that type has come
 *   echo                  print input until its end has come
 *   record FILE           write the command line and the plan's bytes there
 *   swap                  say what the swap disk is, on instance 0's console
 *   wait                  for ever
 *   die STATUS            the end, as is the script's with status 1
 *   kill SIGNAL           die of a signal
 */
#include "fake-qemu.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <denali/plan.h>

#define TEXT_MAX 8192

static _Noreturn void fail(const char *what)
{
	fprintf(stderr, "fake-qemu: %s\n", what);
	exit(99);
}

/* The word after option that begins with prefix, past the prefix. */
static const char *find_word(const struct ports *ports, const char *option,
			     const char *prefix)
{
	for (int i = 1; i + 1 < ports->count; i++)
		if (strcmp(ports->words[i], option) == 0 &&
		    strncmp(ports->words[i + 1], prefix, strlen(prefix)) == 0)
			return ports->words[i + 1] + strlen(prefix);
	fail(option);
}

static void write_all(int fd, const void *data, size_t length)
{
	const char *at = data;

	while (length > 0) {
		ssize_t written = write(fd, at, length);

		if (written < 0)
			exit(98);
		at += written;
		length -= (size_t)written;
	}
}

void send_message(struct ports *ports, uint8_t type, uint32_t vm,
		  const void *body, size_t length)
{
	struct denali_port_header header = {
		.magic = DENALI_PORT_MAGIC,
		.type = type,
		.length = (uint16_t)length,
		.vm = vm,
	};

	write_all(ports->host, &header, sizeof header);
	write_all(ports->host, body, length);
}

static bool read_all(int fd, void *data, size_t length)
{
	char *at = data;

	while (length > 0) {
		ssize_t got = read(fd, at, length);

		if (got <= 0)
			return false;
		at += got;
		length -= (size_t)got;
	}
	return true;
}

static void receive_message(struct ports *ports,
			    struct denali_port_header *header, char *body)
{
	if (!read_all(ports->host, header, sizeof *header))
		exit(97);
	if (header->magic != DENALI_PORT_MAGIC ||
	    header->length > DENALI_PORT_BODY_MAX)
		fail("bad message");
	if (!read_all(ports->host, body, header->length))
		exit(97);
}

uint32_t number(char **rest)
{
	uint32_t value;

	if (strncmp(*rest, "host", 4) == 0) {
		*rest += 4;
		value = DENALI_PORT_HOST;
	} else {
		value = (uint32_t)strtoul(*rest, rest, 0);
	}
	*rest += **rest == ' ';
	return value;
}

size_t unescape(char *text)
{
	char *to = text;

	for (const char *from = text; *from != '\0'; from++) {
		char digits[3] = { 0 };

		if (strncmp(from, "\\n", 2) == 0) {
			*to++ = '\n';
			from++;
		} else if (strncmp(from, "\\x", 2) == 0) {
			memcpy(digits, from + 2, 2);
			*to++ = (char)strtoul(digits, NULL, 16);
			from += 3;
		} else {
			*to++ = *from;
		}
	}
	return (size_t)(to - text);
}

static void send_text(struct ports *ports, uint8_t type, char *rest)
{
	uint32_t vm = number(&rest);
	size_t length = unescape(rest);

	send_message(ports, type, vm, rest, length);
}

static void print(struct ports *ports, char *rest)
{
	send_text(ports, DENALI_PORT_CONSOLE, rest);
}

static void send_error(struct ports *ports, char *rest)
{
	struct denali_finding finding = { .number = number(&rest) };

	finding.group = number(&rest);
	finding.item = number(&rest);
	finding.value = number(&rest);
	finding.bound = number(&rest);
	send_message(ports, DENALI_PORT_ERROR, DENALI_PORT_HOST, &finding,
		     sizeof finding);
}

static void ready(struct ports *ports, char *rest)
{
	send_message(ports, DENALI_PORT_READY, DENALI_PORT_HOST, rest, 0);
}

static _Noreturn void wait_for_ever(struct ports *ports, char *rest)
{
	(void)ports;
	(void)rest;
	for (;;)
		pause();
}

static void flood(struct ports *ports, char *rest)
{
	uint32_t vm = number(&rest), count = number(&rest);
	char body[DENALI_PORT_BODY_MAX];

	for (uint32_t i = 0; i < count;) {
		uint32_t length = 0;

		for (; length < sizeof body && i < count; i++)
			body[length++] = (char)(i * 7 + (i >> 8));
		send_message(ports, DENALI_PORT_CONSOLE, vm, body, length);
	}
}

static void end_vm(struct ports *ports, char *rest)
{
	uint32_t vm = number(&rest);
	struct denali_port_exit how = { 0 };

	how.cause = number(&rest);
	how.detail = number(&rest);
	send_message(ports, DENALI_PORT_EXIT, vm, &how, sizeof how);
}

static void end(struct ports *ports, char *rest)
{
	struct denali_port_end end = { .reason = number(&rest) };

	send_message(ports, DENALI_PORT_END, DENALI_PORT_HOST, &end,
		     sizeof end);
}

static void await(struct ports *ports, char *rest)
{
	uint32_t type = number(&rest);
	struct denali_port_header header;
	char body[DENALI_PORT_BODY_MAX];

	do
		receive_message(ports, &header, body);
	while (header.type != type);
}

static void echo(struct ports *ports, char *rest)
{
	struct denali_port_header header;
	char body[DENALI_PORT_BODY_MAX];
	uint32_t taken = 0;

	(void)rest;
	for (;;) {
		receive_message(ports, &header, body);
		if (header.type == DENALI_PORT_INPUT_EOF)
			return;
		if (header.type != DENALI_PORT_INPUT)
			continue;
		send_message(ports, DENALI_PORT_CONSOLE, header.vm, body,
			     header.length);
		taken += header.length;
		send_message(ports, DENALI_PORT_TAKEN, header.vm, &taken,
			     sizeof taken);
	}
}

/* The plan is the first of the modules, "/dev/fd/N plan,...". */
static void record(struct ports *ports, char *path)
{
	char plan[32], bytes[TEXT_MAX];
	const char *modules = find_word(ports, "-initrd", "");
	FILE *file = fopen(path, "w");
	ssize_t length;
	int fd;

	snprintf(plan, sizeof plan, "%.*s", (int)strcspn(modules, " "),
		 modules);
	fd = open(plan, O_RDONLY);
	length = read(fd, bytes, sizeof bytes);
	if (file == NULL || fd < 0 || length < 0)
		fail("cannot record");
	for (int i = 0; i < ports->count; i++)
		fprintf(file, "%s\n", ports->words[i]);
	fprintf(file, "plan:\n");
	fwrite(bytes, 1, (size_t)length, file);
	fclose(file);
	close(fd);
}

/* Opened as QEMU would. */
static void swap(struct ports *ports, char *rest)
{
	const char *drive = find_word(ports, "-drive", "if=none,id=swap,file=");
	struct denali_swap_header header;
	char path[64], text[128];
	int fd;

	(void)rest;
	snprintf(path, sizeof path, "%.*s", (int)strcspn(drive, ","), drive);
	fd = open(path, O_RDWR);
	if (fd < 0 || pread(fd, &header, sizeof header, 0) != sizeof header)
		fail("cannot read the swap disk");
	snprintf(text, sizeof text, "magic %x version %u pages %u of %lld\n",
		 header.magic, header.version, header.pages,
		 (long long)lseek(fd, 0, SEEK_END));
	send_message(ports, DENALI_PORT_CONSOLE, 0, text, strlen(text));
	close(fd);
}

static void carry_out(struct ports *ports, const char *verb, char *rest)
{
	static const struct {
		const char *verb;
		void (*carry_out)(struct ports *ports, char *rest);
	} verbs[] = {
		{ "await", await },
		{ "console", record_console },
		{ "crash", record_crash },
		{ "echo", echo },
		{ "end", end },
		{ "error", send_error },
		{ "exit", end_vm },
		{ "flood", flood },
		{ "ledger", record_ledger },
		{ "lengths", record_lengths },
		{ "machine", record_machine },
		{ "print", print },
		{ "ready", ready },
		{ "record", record },
		{ "swap", swap },
		{ "wait", wait_for_ever },
	};

	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		if (strcmp(verbs[i].verb, verb) == 0) {
			verbs[i].carry_out(ports, rest);
			return;
		}
	}
	if (strcmp(verb, "log") == 0)
		write_all(ports->log, rest, unescape(rest));
	else if (strcmp(verb, "say") == 0)
		write_all(STDERR_FILENO, rest, unescape(rest));
	else if (strcmp(verb, "raw") == 0)
		write_all(ports->host, rest, unescape(rest));
	else if (strcmp(verb, "die") == 0)
		exit((int)number(&rest));
	else if (strcmp(verb, "kill") == 0)
		raise((int)number(&rest));
	else
		fail(verb);
}

int main(int argc, char *argv[])
{
	struct ports ports = { .words = argv, .count = argc };
	char *script = getenv("FAKE_QEMU");

	if (script == NULL)
		fail("no script in FAKE_QEMU");
	ports.host = atoi(find_word(&ports, "-chardev", "socket,id=port,fd="));
	ports.log = atoi(find_word(&ports, "-chardev", "socket,id=log,fd="));
	for (char *line = strtok(script, "\n"); line != NULL;
	     line = strtok(NULL, "\n")) {
		char *rest = line + strcspn(line, " ");

		if (*rest != '\0')
			*rest++ = '\0';
		carry_out(&ports, line, rest);
	}
	return 1;
}
