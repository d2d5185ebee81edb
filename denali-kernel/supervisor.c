/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The way into supervisor instructions, and those about the host.
 */
#include "supervisor.h"

#include "block.h"
#include "clock.h"
#include "forward.h"
#include "frame.h"
#include "guest.h"
#include "sched.h"
#include "string.h"
#include "vm.h"

#define RING_SIZE 65536u

struct vm *supervisor;
union supervisor_body supervisor_body;

static void notify(void)
{
	if (supervisor)
		vm_post(supervisor, DENALI_EVENT_SUPERVISOR);
}

struct port supervisor_port = PORT_INITIAL(supervisor_port, notify);

bool supervisor_begin(struct vm *vm)
{
	struct port *port = &supervisor_port;

	if (!port->ring) {
		port->ring = frame_alloc_block(RING_SIZE / PAGE_SIZE);
		port->size = RING_SIZE;
		if (!port->ring || !supervisor_images_init() || !forward_init())
			return false;
	}
	supervisor = vm;
	if (port->posted != port->taken)
		vm->pending = DENALI_EVENT_SUPERVISOR;
	return true;
}

void supervisor_end(void)
{
	supervisor = 0;
	supervisor_port.ring = 0;
	vm_each(vm_end);
}

/* ---- its memory ---- */

static int32_t outcome(enum space_result result)
{
	switch (result) {
	case SPACE_DONE:
		return 0;
	case SPACE_DENIED:
		return DENALI_EFAULT;
	case SPACE_NO_MEMORY:
		return DENALI_ENOMEM;
	default:
		return SUPERVISOR_AGAIN;
	}
}

int32_t supervisor_fetch(uint32_t address, uint32_t length)
{
	return outcome(guest_read(supervisor, &supervisor_body,
				  guest_address(address), length));
}

int32_t supervisor_store(uint32_t address, uint32_t length)
{
	return outcome(guest_write(supervisor, guest_address(address),
				   &supervisor_body, length));
}

/* ---- the host ---- */

/* Bytes of whole messages, at most size; 0 also if the first does not fit. */
static uint32_t whole_messages(const struct port *port, uint32_t size)
{
	uint32_t waiting = port->posted - port->taken, total = 0;
	struct denali_port_header header;

	while (total < waiting) {
		port_peek(port, total, &header, sizeof(header));
		if (sizeof(header) + header.length > size - total)
			break;
		total += (uint32_t)sizeof(header) + header.length;
	}
	return total;
}

static int32_t messages(struct vm *self)
{
	struct port *port = &supervisor_port;
	uint32_t size = self->frame.esi, total;
	int32_t error;

	if (size > DENALI_SUPERVISOR_BYTES)
		return DENALI_EINVAL;
	total = whole_messages(port, size);
	if (!total)
		return port->posted == port->taken ? 0 : DENALI_EINVAL;
	port_peek(port, 0, &supervisor_body, total);
	error = supervisor_store(self->frame.ebx, total);
	if (error)
		return error;
	port->taken += total;
	return (int32_t)total;
}

static int32_t machine(struct vm *self)
{
	if (self->frame.esi != sizeof(supervisor_body.machine))
		return DENALI_EINVAL;
	sched_machine(&supervisor_body.machine);
	return supervisor_store(self->frame.ebx,
				sizeof(supervisor_body.machine));
}

static int32_t disk_info(struct vm *self)
{
	const struct block_device *disk = block_disk(self->frame.ebx);
	struct denali_machine_disk *info = &supervisor_body.disk;

	if (!disk)
		return DENALI_ENOENT;
	*info = (struct denali_machine_disk){
		.flags = DENALI_DISK_PRESENT |
			 (disk->read_only ? DENALI_DISK_IS_READ_ONLY : 0),
		.blocks = disk->pages < UINT32_MAX ? (uint32_t)disk->pages :
						     UINT32_MAX,
		.swap = disk->swap,
	};
	memcpy(info->driver, disk->driver->name, sizeof(info->driver));
	return 0;
}

/* VMs whose clocks are put right in one go. */
#define CLOCK_STEPS 1024u

/* The first time around sets the clock, each the clocks of some VMs. */
static int32_t clock_set(struct vm *self)
{
	uint32_t place = self->frame.edi;

	if (self->frame.esi >> 31)
		return DENALI_EINVAL;
	if (!place)
		clock_set_utc(self->frame.ebx | (uint64_t)self->frame.esi
							<< 32);
	for (uint32_t steps = 0; place < vm_places(); place++, steps++) {
		struct vm *vm = vm_at(place);

		if (steps == CLOCK_STEPS) {
			self->frame.edi = place;
			return SUPERVISOR_AGAIN;
		}
		if (vm && vm->place == VM_IN && vm->ro)
			clock_fill(&vm->ro->clock);
	}
	return 0;
}

static int32_t forward(struct vm *self)
{
	uint32_t size = sizeof(supervisor_body.forward);
	int32_t error;

	if (self->frame.esi != size)
		return DENALI_EINVAL;
	error = supervisor_fetch(self->frame.ebx, size);
	return error ? error : forward_set(self, &supervisor_body.forward);
}

static int32_t power_off_host(struct vm *self)
{
	(void)self;
	vm_each(vm_end);
	return 0;
}

/* ---- the way in ---- */

enum named { SELF, OTHER, LIVING, ANY }; /* OTHER: a living one, not self */

struct instruction {
	supervisor_action *act;
	uint16_t size; /* of the structure at esi, as edi says; 0: none */
	uint8_t named; /* enum named: by ebx, but for SELF */
	bool out;      /* the structure is returned */
};

#define AT(name) [DENALI_##name - DENALI_SUPERVISOR_FIRST]
#define BODY(type) sizeof(struct denali_##type)

static const struct instruction instructions[] = {
	AT(IMAGE_CREATE) = { supervisor_image_create, 0, SELF, false },
	AT(IMAGE_WRITE) = { supervisor_image_write, 0, SELF, false },
	AT(IMAGE_SEAL) = { supervisor_image_seal, 0, SELF, false },
	AT(IMAGE_DESTROY) = { supervisor_image_destroy, 0, SELF, false },
	AT(VM_CREATE) = { supervisor_vm_create, 0, SELF, false },
	AT(VM_DESTROY) = { supervisor_vm_destroy, 0, OTHER, false },
	AT(VM_STOP) = { supervisor_vm_stop, 0, OTHER, false },
	AT(VM_PAUSE) = { supervisor_vm_pause, 0, OTHER, false },
	AT(VM_RESUME) = { supervisor_vm_resume, 0, OTHER, false },
	AT(VM_INSPECT) = { supervisor_vm_inspect, BODY(vm_status), ANY, true },
	AT(VM_NEXT) = { supervisor_vm_next, 0, SELF, false },
	AT(VM_TUNE) = { supervisor_vm_tune, BODY(tuning), OTHER, false },
	AT(VM_POLICY) = { supervisor_vm_policy, BODY(policy), OTHER, false },
	AT(VM_ADDRESS) = { supervisor_vm_address, BODY(network), OTHER, false },
	AT(VM_DISK) = { supervisor_vm_disk, BODY(extents), LIVING, false },
	AT(VM_INPUT) = { supervisor_vm_input, 0, OTHER, false },
	AT(MESSAGES) = { messages, 0, SELF, false },
	AT(MACHINE) = { machine, 0, SELF, false },
	AT(DISK_INFO) = { disk_info, BODY(machine_disk), SELF, true },
	AT(POWER_OFF) = { power_off_host, 0, SELF, false },
	AT(FORWARD) = { forward, 0, SELF, false },
	AT(CLOCK_SET) = { clock_set, 0, SELF, false },
};

/* The VM that an instruction is about, or null. */
static struct vm *named_vm(struct vm *self, enum named how)
{
	uint32_t number = self->frame.ebx;
	struct vm *vm;

	if (how == SELF)
		return self;
	vm = how == ANY ? vm_any(number) : vm_find(number);
	return vm == self && how == OTHER ? 0 : vm;
}

static int32_t carry_out(struct vm *self, const struct instruction *i)
{
	uint32_t address = self->frame.esi;
	struct vm *vm = named_vm(self, i->named);
	int32_t result = 0;

	if (i->size && self->frame.edi != i->size)
		return DENALI_EINVAL;
	if (!vm)
		return DENALI_ENOENT;
	if (i->size && !i->out)
		result = supervisor_fetch(address, i->size);
	if (!result)
		result = i->act(vm);
	if (!result && i->out)
		result = supervisor_store(address, i->size);
	return result;
}

int32_t supervisor_call(struct vm *vm, uint32_t number)
{
	uint32_t index = number - DENALI_SUPERVISOR_FIRST;

	if (vm != supervisor)
		return DENALI_EPERM;
	if (index >= sizeof(instructions) / sizeof(*instructions) ||
	    !instructions[index].act)
		return DENALI_ENOSYS;
	return carry_out(vm, &instructions[index]);
}
