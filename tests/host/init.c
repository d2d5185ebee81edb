/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Hosts that are made and looked at, and not booted: `denali host` and what is
 * wrong with its words, its folders, host.toml and backups.
 */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <unistd.h>

#include "harness/denali.h"
#include "harness/net.h"
#include "house.h"

static struct house house;

static void open_house(void)
{
	house_make(&house, (const char *[]){ "--disk 128M", NULL });
}

static void close_house(void)
{
	house_clear(&house);
}

TestSuite(init, .init = open_house, .fini = close_house);

static const char *shell(const char *words, int status, const char *expected)
{
	return house_shell(&house, words, status, expected);
}

/* Secrets are for their owner's eyes; the certificate is of a key of its own,
 * which is that of the file system, and names 127.0.0.1. */
Test(init, folder)
{
	shell("cd $H && echo $(stat -c %a . key.pem admin.token disk.img)", 0,
	      "^700 600 600 600$");
	shell("grep -cE '^dnl_[a-z2-7]{8}_[A-Za-z0-9_-]{43}$' $H/admin.token",
	      0, "^1$");
	shell("openssl x509 -in $H/certificate.pem -noout -text", 0,
	      "IP Address:127.0.0.1, DNS:localhost");
	shell("openssl x509 -in $H/certificate.pem -noout -text", 0,
	      "ASN1 OID: prime256v1");
	shell("openssl x509 -in $H/certificate.pem -noout -pubkey >$TOP/a; "
	      "openssl pkey -in $H/key.pem -pubout | cmp - $TOP/a",
	      0, NULL);
	shell("openssl verify -CAfile $H/certificate.pem $H/certificate.pem", 0,
	      "OK");
	shell("cmp $H/system/current/kernel.elf "
	      "build/sdk/share/denali/kernel.elf",
	      0, NULL);
}

/* /state is a file system at its place, sound, with what the supervisor begins
 * with; of the token there is its hash alone. */
Test(init, state)
{
	shell("dd if=$H/disk.img of=$TOP/state bs=1M skip=64 2>/dev/null; "
	      "e2fsck -fn $TOP/state >$TOP/said || cat $TOP/said",
	      0, "^$");
	shell("debugfs -R 'cat certificate.pem' $TOP/state 2>/dev/null | "
	      "cmp - $H/certificate.pem",
	      0, NULL);
	shell("debugfs -R 'cat key.pem' $TOP/state 2>/dev/null | "
	      "cmp - $H/key.pem",
	      0, NULL);
	shell("id=$(cut -d_ -f2 $H/admin.token); "
	      "hash=$(cut -c14- $H/admin.token | tr -d '\\n' | sha256sum); "
	      "echo \"$id ${hash%% *}\" >$TOP/a; debugfs -R 'cat admin.hash' "
	      "$TOP/state 2>/dev/null | cmp - $TOP/a",
	      0, NULL);
	shell("debugfs -R 'cat default.pub' $TOP/state 2>/dev/null | "
	      "cmp - $HOME/.config/denali/keys/default.pub",
	      0, NULL);
	shell("grep -c \"$(cut -c14- $H/admin.token)\" $H/disk.img", 1, "^0$");
}

Test(init, remote)
{
	shell("cat $HOME/.config/denali/remotes/h.toml", 0,
	      "tenant = \"default\"");
	shell("cat $HOME/.config/denali/remotes/default", 0, "^h$");
	shell("denali host init $TOP/other/h", 125,
	      "you have a remote h already; remove it by `denali remote remove "
	      "h`, choose another --name, or say --no-remote");
}

/* What has been said is in host.toml, which says the same when it is read. */
Test(init, options)
{
	shell("denali host init --no-remote --name n --memory 64M --vms 2 "
	      "--swap 1M --address 10.9.0.1/24 --pool 10.9.0.128/25 "
	      "--address6 fd00::1/64 --pool6 fd00::100/120 --ports "
	      "8000,9000-9001 --api-port 7000 --public h.example --ntp "
	      "10.9.0.2 --ntp fd00::2 "
	      "--disk 128M $TOP/o && cat $TOP/o/host.toml",
	      0, "name = \"n\"");
	shell("cat $TOP/o/host.toml", 0,
	      "pool = \"10.9.0.128/25\"\naddress6 = \"fd00::1/64\"\n"
	      "pool6 = \"fd00::100/120\"");
	shell("cat $TOP/o/host.toml", 0,
	      "ntp = \\[\"10.9.0.2\", \"fd00::2\"\\]");
	shell("denali host status $TOP/o", 1,
	      "^api: *https://h.example:7000/\nports: *8000,9000-9001$");
}

Test(init, tap)
{
	shell("denali host init --no-remote --net tap=tap7 --disk 128M "
	      "--address 10.9.0.1/24 --pool 10.9.0.128/25 --routed "
	      "--own-addresses --gateway 10.9.0.254 --dns 10.9.0.253 $TOP/t && "
	      "cat $TOP/t/host.toml",
	      0, "interface = \"tap7\"\nmac = \"02:..:..:..:..:..\"");
	shell("cat $TOP/t/host.toml", 0,
	      "routed = true\n#.*\nown-addresses = true");
	shell("denali host run $TOP/t", 125, "tap7");
}

/* All or nothing. */
Test(init, nothing_is_left)
{
	shell("mkdir $TOP/bin; printf '#!/bin/sh\\necho no; exit 1\\n' >"
	      "$TOP/bin/mke2fs; chmod +x $TOP/bin/mke2fs; "
	      "PATH=$TOP/bin:$PATH denali host init --no-remote $TOP/n",
	      125, "n/disk.img: cannot make its file system: mke2fs failed");
	shell("ls $TOP/n", 2, NULL);
}

struct fault {
	char words[120], answer[160];
};

#define INIT "denali host init --no-remote "

static struct fault faults[] = {
	{ "denali host", "host: say what to do, as in `denali host init h`" },
	{ "denali host ini", "host: unknown command ini; did you mean init?" },
	{ "denali host init", "host init: name a folder to make; as in" },
	{ "denali host init a b", "host init: more than one folder" },
	{ "denali host run", "host run: name the host's folder; as in" },
	{ "denali host run -x", "host run: it has no options" },
	{ "denali host stop a b", "host stop: more than one folder" },
	{ "denali host run $TOP/home",
	  "home: not the folder of a host: it has no host.toml; `denali host "
	  "init" },
	{ INIT "$H", "there is something in it; name a folder that is empty" },
	{ INIT "$H/host.toml", "Not a directory; name a folder" },
	{ INIT "$TOP/no/h", "cannot make it: No such file or directory" },
	{ INIT "--name A x", "--name A: name: must be at most 31 small" },
	{ INIT "--memory 1M x", "--memory 1M: \\[machine\\] memory: must be a "
				"size from \"64M\"" },
	{ INIT "--vms 1 x", "--vms 1: \\[machine\\] vms: must be from 2" },
	{ INIT "--vms many x", "--vms many: not a number" },
	{ INIT "--disk 127M x", "--disk 127M: not a size of a disk" },
	{ INIT "--net tap x", "--net tap: not user or tap=INTERFACE" },
	{ INIT "--net tap=t x",
	  "the host needs an address on the network of t" },
	{ INIT "--pool 10.0.0.0/8 x",
	  "10.0.0.0/8 is not in 10.0.2.15/16, the network of the host's" },
	{ INIT "--pool 10.0.0.0/16 x", "pool: it has the host's own address" },
	{ INIT "--pool6 fd00::/120 x",
	  "pool6: the host has no address of that" },
	{ INIT "--address 10.0.2.15 x", "address: must be ADDRESS/BITS" },
	{ INIT "--ports 80- x", "ports: must be ports and ranges of them" },
	{ INIT "--ports 70-90 --api-port 80 x",
	  "api-port: 80 is one of ports" },
	{ INIT "--routed x", "routed: not for mode = \"user\"" },
	{ INIT "--ntp pool.example x", "--ntp pool.example: not an address" },
	{ INIT "--adress x", "did you mean --address" },
	{ "denali host image $H", "host image: name a file to write" },
	{ "denali host image -o x", "host image: name the host's folder" },
	{ "denali host image $H -o x --form vdi", "raw, qcow2 or iso" },
	{ "denali host image $H -o $TOP/h.vmdk",
	  "h.vmdk: unknown ending; it is one of .raw, .img, .qcow2 and .iso, "
	  "or say --form raw, qcow2 or iso" },
	{ "denali host image $H -o $TOP.d/h", "h: unknown ending; " },
	{ "denali host backup $H", "host backup: name a file to write" },
	{ "denali host backup $H -o $TOP/no/x", "x: cannot write it: No such" },
	{ "denali host restore x",
	  "host restore: name the backup and a folder" },
	{ "denali host restore $TOP/no $TOP/x", "no: cannot open it: No such" },
	{ "denali host rollback $H", "there is nothing to go back to" },
};

ParameterizedTestParameters(init, fault)
{
	return cr_make_param_array(struct fault, faults,
				   sizeof faults / sizeof faults[0]);
}

ParameterizedTest(struct fault *fault, init, fault)
{
	shell(fault->words, 125, fault->answer);
	shell("ls $TOP", 0, "^h\nhome$");
}

/* A line of host.toml for another: what is wrong, and where. */
static struct fault lines[] = {
	{ "s/^name/nam/", "host.toml:3: nam: unknown key; did you mean name" },
	{ "/^name/d", "host.toml: name is missing" },
	{ "s/^schema = 1/schema = 2/", "host.toml:2: schema" },
	{ "s/^memory.*/memory = 1/", "memory: must be a string" },
	{ "s/^memory.*/memory = \"x\"/", "host.toml:6: \\[machine\\] memory" },
	{ "s/^vms.*/vms = 70000/",
	  "\\[machine\\] vms: must be from 2 to 65536" },
	{ "s/^#swap.*/swap = \"x\"/", "\\[machine\\] swap: must be a size" },
	{ "s/^mode.*/mode = \"bridge\"/", "\\[network\\] mode" },
	{ "s/^mode.*/mode = \"tap\"/", "\\[network\\] interface: is missing" },
	{ "s/^mode.*/interface = \"t\"/",
	  "interface: only mode = \"tap\" has" },
	{ "s/^mode.*/mac = \"03:00:00:00:00:00\"/",
	  "mac: must be a machine's Ethernet address" },
	{ "s/^address.*/address = \"1.2.3\"/",
	  "address: must be ADDRESS/BITS" },
	{ "/^address/d", "host.toml: \\[network\\] address is missing" },
	{ "/^pool/d", "pool: there are no addresses for VMs" },
	{ "s/^address.*/gateway = \"x\"/", "gateway: must be an address" },
	{ "s/^public.*/public = \"\"/", "\\[services\\] public" },
	{ "s/^ports.*/ports = 80/", "\\[services\\] ports: must be a string" },
	{ "s/^api-port.*/api-port = 0/", "api-port: must be a port, from 1" },
	{ "s/^ntp.*/ntp = [\"x\"]/", "\\[time\\] ntp: must be an address" },
	{ "s/^ntp.*/ntp = [1]/", "\\[time\\] ntp" },
	{ "s/^state.*/state = \"1000\"/",
	  "\\[disk\\] state: must be a size in" },
	{ "/^disks/d", "host.toml: \\[disk\\] disks is missing" },
};

ParameterizedTestParameters(init, line)
{
	return cr_make_param_array(struct fault, lines,
				   sizeof lines / sizeof lines[0]);
}

ParameterizedTest(struct fault *line, init, line)
{
	char words[200];

	snprintf(words, sizeof words,
		 "sed -i '%s' $H/host.toml; denali host status $H",
		 line->words);
	shell(words, 125, line->answer);
}

/* ---- one at a time ---- */

Test(init, lock)
{
	char path[200];
	int fd;

	shell("denali host stop $H", 1, "the host does not run");
	shell("denali host status $H", 1, "state: *stopped");
	shell("denali host status $H", 1, "sha256: *[0-9a-f]{64}$");
	snprintf(path, sizeof path, "%s/lock", house.host);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	cr_assert_eq(flock(fd, LOCK_EX | LOCK_NB), 0);
	cr_assert_eq(write(fd, "4321\n", 5), 5);
	shell("denali host run $H", 125,
	      "h: the host runs, by process 4321; `denali host stop .*h` ends "
	      "it, then try `denali host run` again");
	shell("denali host backup $H -o $TOP/b", 125, "the host runs");
	shell("denali host image $H -o $TOP/b.img", 125, "the host runs");
	shell("denali host status $H", 0, "state: *running, process 4321");
	close(fd);
}

Test(init, ports_in_use)
{
	uint16_t port;
	int listener = tcp_listen(LOOPBACK, &port);
	char words[200];

	snprintf(words, sizeof words,
		 "sed -i 's/^ports.*/ports = \"%u\"/' $H/host.toml; denali "
		 "host run $H",
		 port);
	shell(words, 125,
	      "is in use, or not yours to open; .* change ports in");
	snprintf(words, sizeof words,
		 "sed -i 's/^ports.*/ports = \"\"/; s/^api-port.*/api-port = "
		 "%u/' $H/host.toml; denali host run $H",
		 port);
	shell(words, 125, "for the API, is in use; .* change api-port in");
	close(listener);
}

/* The form is what the name ends with, or what is said: a name that ends
 * otherwise stands for any. */
Test(init, forms)
{
	shell("denali host image $H -o $TOP/h.img && denali host image $H "
	      "--form raw -o $TOP/h.vmdk && cd $TOP && for i in h.img h.vmdk; "
	      "do head -c 512 $i | tail -c 2 | od -An -tx1; done; "
	      "stat -c %s h.img h.vmdk h/disk.img | uniq | wc -l",
	      0, "^ 55 aa\n 55 aa\n1$");
	shell("denali host image $H --form qcow2 -o $TOP/q && "
	      "head -c 3 $TOP/q",
	      0, "^QFI$");
}

/* ---- upgrades ---- */

Test(init, upgrade)
{
	shell("denali host upgrade $H", 0, "boots what this SDK has already");
	shell("echo old >$H/system/current/kernel.elf; "
	      "echo 0.0 >$H/system/current/version; denali host upgrade $H",
	      0, "boots version .* from its next start on");
	shell("denali host status $H", 0 + 1,
	      "^system: .* \\(build [0-9a-f]{12}\\), "
	      "previous 0.0 \\(build [0-9a-f]{12}\\)$");
	shell("denali host rollback $H && cat $H/system/current/kernel.elf", 0,
	      "boots version 0.0.*\nold$");
	shell("denali host rollback $H && cmp $H/system/current/kernel.elf "
	      "build/sdk/share/denali/kernel.elf",
	      0, NULL);
	shell("rm -r $H/system/current; denali host upgrade $H", 0, "boots");
	shell("cat $H/system/current/version $H/system/previous/version", 0,
	      "\n0.0$");
}

#define BUILDS "denali host status $H | grep -o 'build [0-9a-f]*'"

/* Which build the host has can be seen, though all are of one version. */
Test(init, builds)
{
	shell("set -e; first=$(" BUILDS
	      "); echo >>$H/system/current/supervisor; "
	      "old=$(" BUILDS "); test \"$first\" != \"$old\"; "
	      "denali host upgrade $H; " BUILDS
	      " >$TOP/builds; printf '%s\\n' \"$first\" \"$old\" | "
	      "cmp - $TOP/builds; denali host rollback $H; " BUILDS
	      " >$TOP/builds; printf '%s\\n' \"$old\" \"$first\" | "
	      "cmp - $TOP/builds",
	      0, "starts? again|from its next start");
}

/* ---- backups ---- */

Test(init, backup)
{
	shell("denali host backup $H -o $TOP/b && stat -c %a $TOP/b", 0,
	      "^600$");
	shell("denali host restore $TOP/b $TOP/r && cd $TOP && "
	      "rm h/lock && diff -r h r && du -k r/disk.img",
	      0, "^[0-9]{1,5}\t");
	shell("stat -c %a $TOP/r/key.pem", 0, "^600$");
	shell("denali host restore $TOP/b $TOP/r", 125,
	      "there is something in");
}

/* Wherever it is cut or changed, it is not taken. */
Test(init, backup_damaged)
{
	shell("denali host backup $H -o $TOP/b", 0, NULL);
	for (int i = 0; i < 20; i++) {
		char words[500];

		snprintf(words, sizeof words,
			 "at=$(($(stat -c %%s $TOP/b) * %d / 20)); "
			 "head -c $at $TOP/b >$TOP/c; denali host restore "
			 "$TOP/c $TOP/r",
			 i);
		shell(words, 125, "c: it ends too early; nothing was written");
		snprintf(words, sizeof words,
			 "at=$(($(stat -c %%s $TOP/b) * %d / 20)); "
			 "byte=$(od -An -tu1 -j$at -N1 $TOP/b); "
			 "cp $TOP/b $TOP/c; printf \"\\\\$(printf %%o "
			 "$((byte ^ 1)))\" | dd of=$TOP/c bs=1 seek=$at "
			 "conv=notrunc 2>/dev/null; denali host restore $TOP/c "
			 "$TOP/r",
			 i);
		shell(words, 125, "c: .*; nothing was written");
	}
	shell("cp $TOP/b $TOP/c; echo >>$TOP/c; denali host restore $TOP/c "
	      "$TOP/r",
	      125, "c: there is more behind its end; nothing was written");
	shell("ls $TOP/r", 2, NULL);
}
