/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What this machine has: C library, memory, room, ports, TAP, locale.
 */
#include <errno.h>
#include <fcntl.h>
#include <gnu/libc-version.h>
#include <langinfo.h>
#include <locale.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "buffer.h"
#include "doctor.h"
#include "ports.h"

#define MIB 0x100000u

/* QEMU with a host of the usual size, and a build beside it. */
#define MEMORY_WANTED (512ull * MIB)

/* Images, their disks, and swap disks in temporary files. */
#define ROOM_WANTED (256ull * MIB)

#define TUN_DEVICE "/dev/net/tun"

static void check_libc(struct doctor *doctor)
{
	doctor_add(doctor, DOCTOR_OK, "glibc",
		   allocate_text("version %s", gnu_get_libc_version()), NULL);
}

/* MemAvailable, in bytes; 0 if the system does not say. */
static uint64_t available_memory(void)
{
	FILE *stream = fopen("/proc/meminfo", "re");
	unsigned long long kib = 0;
	char line[128];

	while (stream != NULL && fgets(line, sizeof line, stream) != NULL)
		if (sscanf(line, "MemAvailable: %llu kB", &kib) == 1)
			break;
	if (stream != NULL)
		fclose(stream);
	return kib * 1024;
}

static void check_memory(struct doctor *doctor)
{
	uint64_t available = available_memory();
	bool enough = available == 0 || available >= MEMORY_WANTED;

	doctor_add(doctor, enough ? DOCTOR_OK : DOCTOR_WARN, "memory",
		   available == 0 ?
			   allocate_text("the system does not say") :
			   allocate_text("%llu MiB available",
					 (unsigned long long)available / MIB),
		   enough ? NULL :
			    allocate_text("end other programs, or run with "
					  "--host-mem 64M"));
}

static void check_room(struct doctor *doctor, const char *name,
		       const char *folder, const char *mend)
{
	struct statvfs room;
	uint64_t bytes;

	if (statvfs(folder, &room) != 0 || access(folder, W_OK | X_OK) != 0) {
		doctor_add(doctor, DOCTOR_WARN, name,
			   allocate_text("%s: %s", folder, strerror(errno)),
			   allocate_text("%s", mend));
		return;
	}
	bytes = (uint64_t)room.f_bavail * room.f_frsize;
	doctor_add(doctor, bytes >= ROOM_WANTED ? DOCTOR_OK : DOCTOR_WARN, name,
		   allocate_text("%s: %llu MiB free", folder,
				 (unsigned long long)bytes / MIB),
		   bytes >= ROOM_WANTED ? NULL : allocate_text("%s", mend));
}

static void check_rooms(struct doctor *doctor)
{
	const char *temporary = getenv("TMPDIR");

	if (temporary == NULL || temporary[0] == '\0')
		temporary = "/tmp";
	check_room(doctor, "TMPDIR", temporary,
		   "export TMPDIR=FOLDER, one with room that is yours");
	check_room(doctor, "folder", ".",
		   "cd to a folder with room that is yours");
}

static void check_port(struct doctor *doctor, const char *name, uint16_t port,
		       const char *purpose)
{
	bool unused = port_is_free(port, false);

	doctor_add(doctor, unused ? DOCTOR_OK : DOCTOR_WARN, name,
		   allocate_text("TCP port %u of 127.0.0.1 is %s", port,
				 unused ? "free" : "in use"),
		   unused ? NULL :
			    allocate_text("%s, or see who has it: ss -ltnp "
					  "'sport = %u'",
					  purpose, port));
}

static void check_tap(struct doctor *doctor)
{
	int fd = open(TUN_DEVICE, O_RDWR | O_CLOEXEC);

	if (fd >= 0) {
		close(fd);
		doctor_add(doctor, DOCTOR_OK, "TAP",
			   allocate_text(TUN_DEVICE " can be opened"), NULL);
		return;
	}
	doctor_add(doctor, DOCTOR_WARN, "TAP",
		   allocate_text(TUN_DEVICE ": %s; it is for --net tap=",
				 strerror(errno)),
		   allocate_text(errno == ENOENT ?
					 "sudo modprobe tun" :
					 "sudo chmod a+rw " TUN_DEVICE));
}

static void check_locale(struct doctor *doctor)
{
	bool utf8;

	setlocale(LC_CTYPE, "");
	utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	doctor_add(doctor, utf8 ? DOCTOR_OK : DOCTOR_WARN, "locale",
		   allocate_text("%s, %s", setlocale(LC_CTYPE, NULL),
				 nl_langinfo(CODESET)),
		   utf8 ? NULL : allocate_text("export LC_ALL=C.UTF-8"));
	setlocale(LC_CTYPE, "C");
}

void doctor_machine(struct doctor *doctor)
{
	check_libc(doctor);
	check_memory(doctor);
	check_rooms(doctor);
	check_port(doctor, "port", 8080, "forward another with -p");
	check_port(doctor, "gdb port", 1234, "give --gdb another");
	check_tap(doctor);
	check_locale(doctor);
}
