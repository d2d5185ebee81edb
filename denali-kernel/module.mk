# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# The isolation kernel.
KERNEL_SRC += $(addprefix denali-kernel/, \
	boot.S \
	entry.S \
	ahci.c \
	apic.c \
	block.c \
	bootinfo.c \
	bootplan.c \
	call.c \
	clock.c \
	console.c \
	cpu.c \
	disk.c \
	diskframes.c \
	diskring.c \
	event.c \
	format.c \
	frame.c \
	gate.c \
	guest.c \
	hostport.c \
	image.c \
	irq.c \
	ledger.c \
	limit.c \
	loader.c \
	log.c \
	main.c \
	mmu.c \
	name.c \
	netconfig.c \
	options.c \
	pager.c \
	ownplan.c \
	paging.c \
	pool.c \
	port.c \
	postmortem.c \
	power.c \
	random.c \
	residence.c \
	runqueue.c \
	sched.c \
	space.c \
	string.c \
	supervisor.c \
	supervisor_images.c \
	supervisor_vms.c \
	swap.c \
	table.c \
	timer.c \
	trap.c \
	uart.c \
	vector.c \
	virtio_blk.c \
	vm.c \
	vmtable.c \
	)

include denali-kernel/net.mk
