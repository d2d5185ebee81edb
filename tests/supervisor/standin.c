/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * standin DIR PORT [OPTION...] - the supervisor, whole, on the build host: its
 * API at 127.0.0.1:PORT, its state in DIR, over a machine that is a stand-in
 * (machine.h) and takes orders on DIR/control.  Options are those of config.h.
 * Prints "ready" when it can be asked; ends on SIGTERM.
 *
 * DIR is made if it is not there, and in it what `denali host init` would have
 * put there: certificate.pem, key.pem, and admin.hash, with the token itself in
 * admin.token.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "sdk/supervisor/access.h"
#include "sdk/supervisor/config.h"
#include "sdk/supervisor/engine.h"
#include "sdk/supervisor/host.h"
#include "sdk/supervisor/sessions.h"
#include "sdk/supervisor/supervisor.h"
#include "tests/supervisor/machine.h"

#define DISK_BLOCKS 65536
#define OPTIONS 32

static _Noreturn void fail(const char *what, const char *why)
{
	fprintf(stderr, "standin: %s: %s\n", what, why);
	exit(1);
}

static bool there(const char *name)
{
	char path[HOST_PATH];

	return access(host_path(path, "%s", name), F_OK) == 0;
}

static void write_file(const char *name, const char *text)
{
	char path[HOST_PATH];
	FILE *file = fopen(host_path(path, "%s", name), "w");

	if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
		fail(path, strerror(errno));
	chmod(path, 0600);
}

static void make_token(void)
{
	char text[TOKEN_TEXT], id[TOKEN_ID + 1], hex[65], line[96];
	unsigned char hash[32];

	token_make(text, id, hash);
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	snprintf(line, sizeof line, "%s %s\n", id, hex);
	write_file("admin.token", text);
	write_file("admin.hash", line);
}

static void make_certificate(void)
{
	char command[512];

	snprintf(command, sizeof command,
		 "cd '%s' && openssl req -x509 -newkey ec -nodes -days 3650 "
		 "-pkeyopt ec_paramgen_curve:P-256 -subj /CN=standin "
		 "-addext subjectAltName=IP:127.0.0.1,DNS:localhost "
		 "-keyout key.pem -out certificate.pem 2>/dev/null",
		 host_folder);
	if (system(command) != 0)
		fail("openssl", "it could not make a certificate");
}

static void clock_moved(void)
{
	engine_wake();
	sessions_wake();
}

/* What the host has, if nothing else is said. */
static const char *const defaults[] = { "--pool",  "10.77.0.0/16",
					"--pool6", "fd77::/64",
					"--ports", "80,8000-8199",
					"--disks", "1:0:65536" };

static void read_arguments(int argc, char **argv)
{
	char *arguments[OPTIONS] = { argv[0], NULL };
	char problem[CONFIG_PROBLEM_MAX];
	static char port[16];
	int count = 1;

	if (argc < 3 || argc > OPTIONS - 8)
		fail("usage", "standin DIR PORT [OPTION...]");
	snprintf(port, sizeof port, "%s", argv[2]);
	arguments[count++] = (char *)(size_t) "--api-port";
	arguments[count++] = port;
	for (size_t i = 0; i < sizeof defaults / sizeof defaults[0]; i++)
		arguments[count++] = (char *)(size_t)defaults[i];
	for (int i = 3; i < argc; i++)
		arguments[count++] = argv[i];
	if (!config_read(count, arguments, problem))
		fail("options", problem);
	host_folder = argv[1];
}

void supervisor_off(void)
{
	supervisor_end();
	exit(0);
}

int main(int argc, char **argv)
{
	const char *wrong;
	sigset_t ends;
	int signal_number;

	if (sodium_init() < 0)
		fail("sodium", "there are no random numbers");
	read_arguments(argc, argv);
	if (mkdir(host_folder, 0700) != 0 && errno != EEXIST)
		fail(host_folder, strerror(errno));
	if (!there("admin.hash"))
		make_token();
	if (!there("key.pem"))
		make_certificate();
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	pthread_sigmask(SIG_BLOCK, &ends, NULL);
	machine_clock_moved = clock_moved;
	if (!machine_open(host_folder, DISK_BLOCKS, true))
		fail("the machine", strerror(errno));
	wrong = supervisor_start();
	if (wrong != NULL)
		fail(host_folder, wrong);
	sigwait(&ends, &signal_number);
	supervisor_end();
	return 0;
}
