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
 *   crash VM CAUSE DETAIL VECTOR ERROR EIP ESP [STACK WORDS]
 *   ledger VM NUMBER      one in which all counters are NUMBER
 *   error VM TEXT
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
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <denali/hostport.h>
#include <denali/plan.h>

#define TEXT_MAX 8192

struct ports {
	int host, log;
	char **words; /* our command line */
	int count;
};

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

static void send_message(struct ports *ports, uint8_t type, uint32_t vm,
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

/* The next number of a command, which is moved past it. */
static uint32_t number(char **rest)
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

/* The rest of a command with its escapes replaced, in place. */
static size_t unescape(char *text)
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

static void crash(struct ports *ports, char *rest)
{
	struct denali_post_mortem crash = { .version = 2 };
	uint32_t vm = number(&rest), word;

	crash.cause = number(&rest);
	crash.detail = crash.address = number(&rest);
	crash.vector = number(&rest);
	crash.error_code = number(&rest);
	crash.registers.eip = number(&rest);
	crash.registers.esp = number(&rest);
	crash.registers.eax = 0xdeadbeef;
	while (*rest != '\0') {
		word = number(&rest);
		memcpy(crash.stack + crash.stack_length, &word, sizeof word);
		crash.stack_length += sizeof word;
	}
	send_message(ports, DENALI_PORT_CRASH, vm, &crash, sizeof crash);
}

static void ledger(struct ports *ports, char *rest)
{
	uint32_t vm = number(&rest), value = number(&rest);
	struct denali_ledger ledger = { .version = 2,
					.frames = value,
					.frames_peak = value,
					.table_frames = value };

	for (uint64_t *at = &ledger.guest_cycles; at <= &ledger.rx_unwritten;
	     at++)
		*at = value;
	send_message(ports, DENALI_PORT_LEDGER, vm, &ledger, sizeof ledger);
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

static void echo(struct ports *ports)
{
	struct denali_port_header header;
	char body[DENALI_PORT_BODY_MAX];
	uint32_t taken = 0;

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
static void record(const struct ports *ports, const char *path)
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
static void swap(struct ports *ports)
{
	const char *drive = find_word(ports, "-drive", "if=none,id=swap,file=");
	struct denali_swap_header header;
	char path[64], text[128];
	int fd;

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

/* Commands about the machine rather than the kernel. */
static void carry_out_machine(struct ports *ports, const char *verb, char *rest)
{
	if (strcmp(verb, "log") == 0)
		write_all(ports->log, rest, unescape(rest));
	else if (strcmp(verb, "say") == 0)
		write_all(STDERR_FILENO, rest, unescape(rest));
	else if (strcmp(verb, "raw") == 0)
		write_all(ports->host, rest, unescape(rest));
	else if (strcmp(verb, "record") == 0)
		record(ports, rest);
	else if (strcmp(verb, "swap") == 0)
		swap(ports);
	else if (strcmp(verb, "die") == 0)
		exit((int)number(&rest));
	else if (strcmp(verb, "kill") == 0)
		raise((int)number(&rest));
	else if (strcmp(verb, "wait") == 0)
		for (;;)
			pause();
	else
		fail(verb);
}

static void carry_out(struct ports *ports, const char *verb, char *rest)
{
	if (strcmp(verb, "ready") == 0)
		send_message(ports, DENALI_PORT_READY, DENALI_PORT_HOST, "", 0);
	else if (strcmp(verb, "print") == 0)
		send_text(ports, DENALI_PORT_CONSOLE, rest);
	else if (strcmp(verb, "error") == 0)
		send_text(ports, DENALI_PORT_ERROR, rest);
	else if (strcmp(verb, "flood") == 0)
		flood(ports, rest);
	else if (strcmp(verb, "exit") == 0)
		end_vm(ports, rest);
	else if (strcmp(verb, "crash") == 0)
		crash(ports, rest);
	else if (strcmp(verb, "ledger") == 0)
		ledger(ports, rest);
	else if (strcmp(verb, "end") == 0)
		end(ports, rest);
	else if (strcmp(verb, "await") == 0)
		await(ports, rest);
	else if (strcmp(verb, "echo") == 0)
		echo(ports);
	else
		carry_out_machine(ports, verb, rest);
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
