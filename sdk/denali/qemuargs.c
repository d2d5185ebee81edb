/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The machine is as small as it can be: every device and firmware table left
 * out is time saved at the start.
 */
#include "qemuargs.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buffer.h"

#define MIB 0x100000u
#define MACHINE_REST ",acpi=off,hpet=off,usb=off,vmport=off"

/* Firmware that does no more than load the kernel, in 20 ms less than QEMU's
 * own choice; the kernel places PCI devices itself.  Where it is not installed,
 * QEMU chooses, and also for devices that use interrupt lines: it does not say
 * of all which line they have. */
#define FIRMWARE "/usr/share/qemu/qboot.rom"

#define FIRST_DISK_SLOT 0x10u /* on the PCI bus */
#define SATA_PORTS 6

/* What the kernel writes to this port ends QEMU. */
#define EXIT_DEVICE "isa-debug-exit,iobase=0xf4,iosize=4"

/* Takes text over, which is allocated. */
static void add_text(struct qemu_arguments *arguments, char *text)
{
	assert(arguments->count + 1 < QEMU_ARGUMENTS_MAX);
	arguments->words[arguments->count++] = text;
}

static void add(struct qemu_arguments *arguments, const char *word)
{
	add_text(arguments, allocate_text("%s", word));
}

static void add_pair(struct qemu_arguments *arguments, const char *option,
		     char *value)
{
	add(arguments, option);
	add_text(arguments, value);
}

/* Modules with their names, the plan first. */
static void add_modules(struct qemu_arguments *arguments,
			const struct machine *machine)
{
	const struct parts *parts = machine->parts;
	struct buffer list = { 0 };

	buffer_printf(&list, "/dev/fd/%d plan", machine->plan);
	for (uint32_t i = 0; i < parts->count; i++)
		if (parts->all[i].loaded)
			buffer_printf(&list, ",/dev/fd/%d image",
				      parts->all[i].image.fd);
	buffer_append(&list, "", 1);
	add_pair(arguments, "-initrd",
		 allocate_text("%s", (const char *)list.data));
	buffer_free(&list);
}

static void add_machine(struct qemu_arguments *arguments,
			const struct machine *machine)
{
	static const char *const words[] = {
		"-nodefaults",
		"-no-user-config",
		"-no-reboot",
		"-display",
		"none",
		"-accel",
		"tcg",
		"-cpu",
		"max",
		"-device",
		EXIT_DEVICE,
		"-device",
		"virtio-rng-pci",
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		add(arguments, words[i]);
	add_pair(arguments, "-machine",
		 allocate_text("%s" MACHINE_REST,
			       machine->options->q35 ? "q35" : "pc"));
	if (!machine->options->e1000 && !machine->options->ahci &&
	    access(FIRMWARE, R_OK) == 0)
		add_pair(arguments, "-bios", allocate_text("%s", FIRMWARE));
	add_pair(arguments, "-m",
		 allocate_text("%" PRIu64 "M",
			       machine->options->host_memory / MIB));
	add_pair(arguments, "-kernel", allocate_text("%s", machine->kernel));
	add_modules(arguments, machine);
}

static void add_serial(struct qemu_arguments *arguments, const char *id, int fd)
{
	add_pair(arguments, "-chardev",
		 allocate_text("socket,id=%s,fd=%d", id, fd));
	add_pair(arguments, "-serial", allocate_text("chardev:%s", id));
}

/* A value for an option of several: a comma is written twice. */
static char *quoted(const char *text)
{
	char *copy = allocate(2 * strlen(text) + 1, 1);
	char *to = copy;

	for (; *text != '\0'; text++) {
		*to++ = *text;
		if (*text == ',')
			*to++ = ',';
	}
	return copy;
}

static void add_network(struct qemu_arguments *arguments,
			const struct machine *machine)
{
	const struct hosted *hosted = machine->options->hosted;
	const char *mac = hosted != NULL ? hosted->mac : NULL;
	const struct net *net = machine->net;

	if (net->netdev.length == 0)
		return;
	add_pair(arguments, "-netdev",
		 allocate_text("%s", (const char *)net->netdev.data));
	add_pair(arguments, "-device",
		 allocate_text(
			 "%s,netdev=n0,romfile=%s%s",
			 machine->options->e1000 ? "e1000" : "virtio-net-pci",
			 mac != NULL ? ",mac=" : "", mac != NULL ? mac : ""));
	if (machine->options->pcap != NULL) {
		char *file = quoted(machine->options->pcap);

		add_pair(arguments, "-object",
			 allocate_text("filter-dump,id=f0,netdev=n0,file=%s",
				       file));
		free(file);
	}
}

static void add_sata(struct qemu_arguments *arguments, unsigned number,
		     const char *id)
{
	unsigned controller = number / SATA_PORTS, port = number % SATA_PORTS;

	if (port == 0)
		add_pair(arguments, "-device",
			 allocate_text("ahci,id=sata%u,addr=%#x", controller,
				       FIRST_DISK_SLOT + controller));
	add_pair(arguments, "-device",
		 allocate_text("ide-hd,drive=%s,bus=sata%u.%u", id, controller,
			       port));
}

/* The machine's next disk.  The kernel numbers them by their slots, and is told
 * of errors, also of a full file system, rather than stopped. */
static void add_disk(struct qemu_arguments *arguments,
		     const struct run_options *options, unsigned number,
		     const char *id, int fd, const char *mode)
{
	add_pair(arguments, "-drive",
		 allocate_text("if=none,id=%s,file=/dev/fd/%d,format=raw,%s,"
			       "rerror=report,werror=report",
			       id, fd, mode));
	if (options->ahci)
		add_sata(arguments, number, id);
	else
		add_pair(arguments, "-device",
			 allocate_text("virtio-blk-pci,drive=%s,addr=%#x", id,
				       FIRST_DISK_SLOT + number));
}

/* SATA disks cannot be read-only, and the kernel needs none that are; what is
 * written in spite of it is not to reach the file. */
static const char *disk_mode(const struct run_options *options,
			     const struct disk_option *disk)
{
	if (!disk->read_only)
		return "cache=writeback";
	return options->ahci ? "cache=writeback,snapshot=on" :
			       "cache=writeback,readonly=on";
}

static void add_vm_disk(struct qemu_arguments *arguments,
			const struct machine *machine, unsigned number,
			const struct disk_option *disk)
{
	char id[16];

	snprintf(id, sizeof id, "disk%u", number + 1);
	add_disk(arguments, machine->options, number, id,
		 machine->disks[number], disk_mode(machine->options, disk));
}

/* What VMs flush is in the file.  What is on the swap disk means nothing after
 * the run, so that is never flushed. */
static void add_disks(struct qemu_arguments *arguments,
		      const struct machine *machine)
{
	const struct run_options *options = machine->options;
	unsigned next = 0;

	for (uint32_t i = 0; i < options->part_count; i++)
		for (uint32_t j = 0; j < options->parts[i].disk_count; j++)
			add_vm_disk(arguments, machine, next++,
				    &options->parts[i].disks[j]);
	if (machine->swap >= 0)
		add_disk(arguments, options, next, "swap", machine->swap,
			 "cache=unsafe,aio=threads,discard=unmap");
}

static void add_debugging(struct qemu_arguments *arguments,
			  const struct run_options *options)
{
	if (options->gdb != 0) {
		add_pair(arguments, "-gdb",
			 allocate_text("tcp:127.0.0.1:%u", options->gdb));
		add(arguments, "-S");
	}
	/* One instruction, one nanosecond.  While all is idle the clock may
	 * jump, unless somebody outside keeps real time. */
	if (options->icount)
		add_pair(arguments, "-icount",
			 allocate_text("shift=0%s", options->net == NET_NONE ?
							    ",sleep=off" :
							    ""));
}

void qemu_arguments_make(struct qemu_arguments *arguments, const char *program,
			 const struct machine *machine, int port, int log)
{
	*arguments = (struct qemu_arguments){ .count = 0 };
	add(arguments, program);
	add_machine(arguments, machine);
	add_serial(arguments, "port", port);
	add_serial(arguments, "log", log);
	add_network(arguments, machine);
	add_disks(arguments, machine);
	add_debugging(arguments, machine->options);
}

void qemu_arguments_free(struct qemu_arguments *arguments)
{
	for (unsigned i = 0; i < arguments->count; i++)
		free(arguments->words[i]);
	arguments->count = 0;
}
