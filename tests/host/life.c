/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The life of a host and of what is published to it, from outside: booted once,
 * again, killed, upgraded.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/network.h"
#include "house.h"

#define LIFE_SECONDS 600

static struct house house;

static void open_house(void)
{
	house_make(&house, (const char *[]){ "--disk 256M", NULL });
	setenv("GUESTS", "build/tests/host-guest", 1);
}

static void close_house(void)
{
	house_clear(&house);
}

TestSuite(life, .init = open_house, .fini = close_house,
	  .timeout = LIFE_SECONDS);

static const char *shell(const char *words, int status, const char *expected)
{
	return house_shell(&house, words, status, expected);
}

#define CURL "curl -sS -m 20 http://127.0.0.1:$P/"
#define ASK                                                                    \
	"curl -sS -m 20 --cacert $H/certificate.pem -H \"Authorization: "      \
	"Bearer $(cat $H/admin.token)\" https://127.0.0.1:$API"

static void publish_versions(void)
{
	shell("denali publish -e COLOUR=red -p $P:80 $GUESTS/one", 0,
	      "^guest: http://127.0.0.1:[0-9]+/ \\(version 1, ");
	shell(CURL, 0, "^version=one colour=red key=none starts=1$");
	shell("denali publish -p $P:80 $GUESTS/two", 0, "\\(version 2, ");
	house_await(&house, CURL, "^version=two ");
	shell("denali publish -p $P:80 $GUESTS/bad", 1,
	      "nothing is as it should be");
	/* It has the disk alone, so the other one had to wait for that. */
	house_await(&house, CURL, "^version=two ");
	shell("denali rollback guest 1", 0, "\\(version ");
	house_await(&house, CURL, "^version=one ");
}

/* It is in no answer, no log, and not on the disk of the service. */
static void give_secret(void)
{
	shell("printf pst-4711 | denali secret set guest KEY", 0, NULL);
	shell("denali restart guest", 0, NULL);
	house_await(&house, CURL, " key=pst-4711 ");
	shell("denali secret list guest", 0, "KEY");
	shell("{ denali secret list guest; denali ps; denali logs guest; " ASK
	      "/v1/audit; " ASK "/v1/services/guest?tenant=default; cat "
	      "$H/log; } | grep -c 4711",
	      1, "^0$");
}

static void crash(void)
{
	shell(CURL "crash; true", 0, NULL);
	house_await(&house, CURL, "^version=one ");
	shell("denali logs guest", 0, "version one begins, start");
	house_await(&house, ASK "/v1/services/guest/crashes?tenant=default",
		    "page.fault");
}

#define MEMORY_MOST (8 << 20)
#define LARGE "$TOP/large"

/* What goes over its disk does not stay in the supervisor's memory. */
static void weigh(void)
{
	const char *peak;

	shell("{ cat $GUESTS/plain-one; head -c 16M /dev/zero; } >" LARGE, 0,
	      NULL);
	shell(ASK "\"/v1/images/$(sha256sum " LARGE " | head -c 64)"
		  "?tenant=default\" -T " LARGE,
	      0, "\"digest\"");
	shell("rm " LARGE, 0, NULL);
	peak = strstr(shell(ASK "/v1/host", 0, "\"memory-peak\":[0-9]+"),
		      "memory-peak");
	cr_expect_leq(atoi(peak + strlen("memory-peak\":")), MEMORY_MOST, "%s",
		      peak);
}

Test(life, whole)
{
	int starts;

	house_start(&house);
	publish_versions();
	give_secret();
	crash();
	weigh();
	starts = atoi(strstr(shell(CURL, 0, "starts="), "starts=") + 7);
	cr_expect_gt(starts, 2);

	house_stop(&house);
	house_start(&house);
	house_await(&house, CURL, "^version=one .* key=pst-4711 ");
	cr_expect_gt(atoi(strstr(shell(CURL, 0, "starts="), "starts=") + 7),
		     starts);

	house_kill(&house);
	house_start(&house);
	house_await(&house, CURL, "^version=one .* key=pst-4711 ");
	shell("denali rm guest", 0, NULL);
	shell("! " CURL, 0, NULL);
	shell("denali ps -o quiet", 0, "^$");
	house_stop(&house);
}

/* The host boots another system, and its services come back by themselves; and
 * back again. */
Test(life, upgrade)
{
	house_start(&house);
	shell("denali publish -p $P:80 $GUESTS/one", 0, "version 1");
	shell("{ cat build/sdk/share/denali/kernel.elf; echo; } "
	      ">$TOP/kernel.elf; DENALI_KERNEL=$TOP/kernel.elf denali host "
	      "upgrade $H",
	      0, "h: starts again, with version ");
	cr_assert(process_await(&house.run, &house.run.err,
				"ready: (.*\n)+.*ready: ", READY_MS),
		  "%s", house.run.err.data);
	house_await(&house, CURL, "^version=one ");
	shell("denali host status $H", 0, "previous");
	shell("denali host rollback $H", 0, "h: starts again, with version ");
	cr_assert(process_await(
			  &house.run, &house.run.err,
			  "ready: (.*\n)+.*ready: (.*\n)+.*ready: ", READY_MS),
		  "%s", house.run.err.data);
	house_await(&house, CURL, "^version=one ");
	shell("denali host stop $H", 0, "^$");
	cr_expect(process_wait(&house.run, READY_MS));
	cr_expect_eq(house.run.status, 0);
}

/* What a newer supervisor has written an older one leaves alone, with words. */
Test(life, newer_database)
{
	house_start(&house);
	house_stop(&house);
	shell("cd $TOP && dd if=h/disk.img of=state bs=1M skip=64 2>/dev/null "
	      "&& debugfs -R 'dump denali.db db' state 2>/dev/null && sqlite3 "
	      "db 'PRAGMA user_version = 9999' && debugfs -w -R 'rm denali.db' "
	      "state 2>/dev/null && debugfs -w -R 'write db denali.db' state "
	      ">said 2>&1 && dd if=state of=h/disk.img bs=1M seek=64 "
	      "conv=notrunc 2>/dev/null",
	      0, NULL);
	shell("denali host run $H", 1,
	      "a newer supervisor has written it; run that one, or restore");
}

/* A second Ctrl-C does not wait: here, not even for the first. */
Test(life, at_once)
{
	house_start(&house);
	kill(house.run.pid, SIGSTOP);
	kill(house.run.pid, SIGINT);
	kill(house.run.pid, SIGTERM);
	kill(house.run.pid, SIGCONT);
	cr_assert(process_wait(&house.run, READY_MS));
	house_start(&house);
	house_stop(&house);
}

/* A machine with these disks, by itself: its host comes up. */
static void boot(const char *disks)
{
	struct process process;
	char machine[512];

	snprintf(machine, sizeof machine,
		 "exec qemu-system-i386 -cpu max -m 256 -display none "
		 "-no-reboot %s -nic "
		 "user,model=virtio-net-pci,net=10.0.0.0/16,hostfwd=tcp:"
		 "127.0.0.1:$API-10.0.2.15:$API",
		 disks);
	process_start(&process, (const char *[]){ "sh", "-c", machine, NULL });
	house.run = process;
	house_await(&house, ASK "/v1", "\"host\":\"h\"");
	process_finish(&process);
}

/* A disk that boots by itself: firmware, GRUB, the kernel, the supervisor. */
Test(life, image)
{
	shell("denali host image $H -o $TOP/h.qcow2", 0, "^$");
	boot("-drive file=$TOP/h.qcow2,if=virtio");
}

/* A CD to boot from, beside the host's disk, which does not boot by itself. */
Test(life, medium)
{
	shell("denali host image $H -o $TOP/h.iso && stat -c %s $TOP/h.iso", 0,
	      "^[0-9]{7,8}$");
	boot("-cdrom $TOP/h.iso -drive file=$H/disk.img,if=virtio,format=raw");
}

/* On a wire of its own: as one of many there, as a router of theirs, and with
 * an address for each service. */
struct wire {
	char options[32], url[40], url6[40], neighbour[64];
};

static struct wire wires[] = {
	{ "", "http://10.9.0.1:80/", "http://[fd09::1]/", "" },
	{ "--routed", "http://10.9.0.1:80/", "http://[fd09::1]/", "" },
	{ "--own-addresses", "http://10.9.0.129:80/", "http://[fd09::81]/",
	  "10.9.0.129 .*lladdr 02:0d:0a:09:00:81" },
};

ParameterizedTestParameters(wire, serves)
{
	return cr_make_param_array(struct wire, wires,
				   sizeof wires / sizeof wires[0]);
}

ParameterizedTest(struct wire *wire, wire, serves, .fini = close_house,
		  .timeout = LIFE_SECONDS)
{
	const char *why;
	char words[200];

	if (!network_enter(&why))
		cr_skip("%s", why);
	cr_assert(network_tap("tap7", "10.9.0.254/24"));
	shell("ip addr add fd09::fe/64 dev tap7 nodad", 0, "");
	house_make(&house,
		   (const char *[]){ "--net tap=tap7", "--address 10.9.0.1/24",
				     "--pool 10.9.0.128/25", "--ports 80",
				     "--address6 fd09::1/64",
				     "--pool6 fd09::80/121", "--disk 256M",
				     wire->options, NULL });
	house_start(&house);
	snprintf(words, sizeof words,
		 "denali publish build/tests/host-guest/plain-one && curl -sS "
		 "-m 20 %s",
		 wire->url);
	shell(words, 0, "^version=one ");
	snprintf(words, sizeof words, "curl -gsS -m 20 %s", wire->url6);
	shell(words, 0, "^version=one ");
	/* The host is known by the address of its host.toml. */
	shell("ip neigh show dev tap7", 0, wire->neighbour);
	shell("mac=$(sed -n 's/^mac = \"\\(.*\\)\"/\\1/p' $H/host.toml); "
	      "ip neigh show 10.9.0.1 dev tap7 | grep -c $mac",
	      0, "^1$");
	house_stop(&house);
}
