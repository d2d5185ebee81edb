/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Every supervisor instruction, with arguments that are good and with each
 * that is not: what it answers, and what has become of the VMs.
 */
#include <stdbool.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "guest/child.h"

#define PATIENCE 20 /* seconds */
#define NOBODY 0x7fff0005u
#define OUTSIDE 0xc0000000u

static uint8_t image[CHILD_IMAGE_PAGES * CHILD_PAGE];
static uint8_t page[DENALI_SUPERVISOR_BYTES];
static int32_t good; /* an image's number */
static unsigned int failures;

#define IS(call, wanted) is(__LINE__, #call, (call), (wanted))

static void is(int line, const char *call, int32_t got, int32_t wanted)
{
	if (got == wanted)
		return;
	printf("line %d: %s: %d, not %d\n", line, call, (int)got, (int)wanted);
	failures++;
}

/* ---- messages ---- */

/* What a child has said since it was made. */
static struct heard {
	uint32_t vm;
	char text[2 * DENALI_CONSOLE_IN];
	uint32_t text_length, crashes, ledgers, taken;
	bool ended;
	struct denali_port_exit how;
} heard;

static void hear(const struct denali_port_header *header, const uint8_t *body)
{
	if (header->magic != DENALI_PORT_MAGIC)
		IS(header->magic, DENALI_PORT_MAGIC);
	if (header->vm != heard.vm)
		return;
	if (heard.ended)
		IS(header->type, -1);
	switch (header->type) {
	case DENALI_PORT_CONSOLE:
		if (heard.text_length + header->length < sizeof heard.text)
			memcpy(heard.text + heard.text_length, body,
			       header->length);
		heard.text_length += header->length;
		break;
	case DENALI_PORT_TAKEN:
		memcpy(&heard.taken, body, sizeof heard.taken);
		break;
	case DENALI_PORT_CRASH:
		IS(header->length, sizeof(struct denali_post_mortem));
		heard.crashes++;
		break;
	case DENALI_PORT_LEDGER:
		IS(header->length, sizeof(struct denali_ledger));
		heard.ledgers++;
		break;
	case DENALI_PORT_EXIT:
		memcpy(&heard.how, body, sizeof heard.how);
		heard.ended = true;
		break;
	default:
		IS(header->type, -1);
	}
}

/* Takes what there is. */
static void listen(void)
{
	int32_t got = trap(DENALI_MESSAGES, (uint32_t)page, sizeof page, 0);
	struct denali_port_header header;

	for (int32_t at = 0; at < got; at += (int32_t)header.length) {
		memcpy(&header, page + at, sizeof header);
		at += (int32_t)sizeof header;
		hear(&header, page + at);
	}
	if (got < 0)
		IS(got, 0);
}

#define UNTIL(condition)                                                       \
	do {                                                                   \
		time_t end = time(NULL) + PATIENCE;                            \
		listen();                                                      \
		while (!(condition) && time(NULL) < end) {                     \
			usleep(1000);                                          \
			listen();                                              \
		}                                                              \
		IS((condition) != 0, 1);                                       \
	} while (0)

static uint32_t make(const char *order, uint32_t flags)
{
	struct child_plan plan = child_plan((uint32_t)good, order);
	int32_t vm;

	plan.group.flags = flags;
	vm = child_make(&plan);
	IS(vm > 0, 1);
	heard = (struct heard){ .vm = (uint32_t)vm };
	return (uint32_t)vm;
}

static void ends(uint32_t cause, uint32_t detail)
{
	UNTIL(heard.ended);
	IS((int32_t)heard.how.cause, (int32_t)cause);
	IS((int32_t)heard.how.detail, (int32_t)detail);
	IS((int32_t)heard.ledgers, 1);
}

static int32_t inspect(uint32_t vm, struct denali_vm_status *status)
{
	return trap(DENALI_VM_INSPECT, vm, (uint32_t)status, sizeof *status);
}

static bool in_state(uint32_t vm, uint32_t state)
{
	struct denali_vm_status status;

	return inspect(vm, &status) == 0 && status.state == state;
}

static int32_t call(uint32_t number, uint32_t first, const void *address,
		    uint32_t size)
{
	return trap(number, first, (uint32_t)address, size);
}

/* ---- images ---- */

static void images(void)
{
	int32_t n;

	child_image(image);
	IS(call(DENALI_IMAGE_CREATE, 0, 0, 0), DENALI_EINVAL);
	IS(call(DENALI_IMAGE_CREATE, DENALI_SUPERVISOR_IMAGE_MAX + 1, 0, 0),
	   DENALI_EINVAL);
	n = call(DENALI_IMAGE_CREATE, sizeof image, 0, 0);
	IS(n, 1);
	IS(call(DENALI_IMAGE_SEAL, 1, 0, 0) < DENALI_EBAD, 1);
	IS(trap(DENALI_IMAGE_WRITE, 0, 0, (uint32_t)image), DENALI_ENOENT);
	IS(trap(DENALI_IMAGE_WRITE, 2, 0, (uint32_t)image), DENALI_ENOENT);
	IS(trap(DENALI_IMAGE_WRITE, DENALI_SUPERVISOR_IMAGES + 1, 0,
		(uint32_t)image),
	   DENALI_ENOENT);
	IS(trap(DENALI_IMAGE_WRITE, 1, 1, (uint32_t)image), DENALI_EINVAL);
	IS(trap(DENALI_IMAGE_WRITE, 1, sizeof image, (uint32_t)image),
	   DENALI_EINVAL);
	IS(trap(DENALI_IMAGE_WRITE, 1, 0, 0), DENALI_EFAULT);
	IS(trap(DENALI_IMAGE_WRITE, 1, 0, OUTSIDE - 1), DENALI_EFAULT);
	IS(trap(DENALI_IMAGE_WRITE, 1, 0, 0xfffff001), DENALI_EFAULT);
	IS(trap(DENALI_IMAGE_DESTROY, 1, 0, 0), 0);
	IS(trap(DENALI_IMAGE_DESTROY, 1, 0, 0), DENALI_ENOENT);
	IS(trap(DENALI_IMAGE_SEAL, 1, 0, 0), DENALI_ENOENT);
	good = child_load(image);
	IS(good, 1);
	IS(trap(DENALI_IMAGE_WRITE, 1, 0, (uint32_t)image), DENALI_EBUSY);
	IS(trap(DENALI_IMAGE_SEAL, 1, 0, 0), 0);
	/* A large one, nearly all of it never written. */
	n = call(DENALI_IMAGE_CREATE, DENALI_SUPERVISOR_IMAGE_MAX, 0, 0);
	IS(n, 2);
	for (uint32_t at = 0; at < DENALI_SUPERVISOR_IMAGE_MAX; at += 1u << 22)
		IS(trap(DENALI_IMAGE_WRITE, 2, at, (uint32_t)image), 0);
	IS(trap(DENALI_IMAGE_WRITE, 2, CHILD_PAGE,
		(uint32_t)image + CHILD_PAGE),
	   0);
	IS(trap(DENALI_IMAGE_SEAL, 2, 0, 0), 0);
	IS(trap(DENALI_IMAGE_DESTROY, 2, 0, 0), 0);
	IS(trap(DENALI_IMAGE_DESTROY, 2, 0, 0), DENALI_ENOENT);
}

/* ---- making ---- */

#define REFUSED(change, wanted)                                                \
	do {                                                                   \
		struct child_plan plan = child_plan((uint32_t)good, "e");      \
		change;                                                        \
		IS(child_make(&plan), (wanted));                               \
	} while (0)

static void bad_plans(void)
{
	struct child_plan fine = child_plan((uint32_t)good, "e");

	IS(trap(DENALI_VM_CREATE, 0, fine.plan.length, 0), DENALI_EFAULT);
	IS(trap(DENALI_VM_CREATE, OUTSIDE - 4, fine.plan.length, 0),
	   DENALI_EFAULT);
	IS(trap(DENALI_VM_CREATE, (uint32_t)&fine, 0, 0) <= DENALI_EBAD, 1);
	IS(trap(DENALI_VM_CREATE, (uint32_t)&fine, DENALI_VM_PLAN_MAX + 1, 0),
	   DENALI_EINVAL);
	IS(trap(DENALI_VM_CREATE, (uint32_t)&fine, 0xffffffff, 0),
	   DENALI_EINVAL);
	IS(trap(DENALI_VM_CREATE, (uint32_t)&fine, fine.plan.length + 1, 0),
	   DENALI_EINVAL);
	REFUSED(plan.plan.flags = DENALI_PLAN_STATS, DENALI_EINVAL);
	REFUSED(plan.plan.quantum = 1000, DENALI_EINVAL);
	REFUSED(plan.plan.tick = 1000, DENALI_EINVAL);
	REFUSED(plan.plan.swap_block = 1, DENALI_EINVAL);
	REFUSED(plan.plan.vm_limit = 1, DENALI_EINVAL);
	REFUSED(plan.plan.swap_disk = 1, DENALI_EINVAL);
	REFUSED(plan.group.count = 2, DENALI_EINVAL);
	REFUSED(plan.group.flags = DENALI_GROUP_SUPERVISOR, DENALI_EINVAL);
	REFUSED(plan.group.disk[7].number = 1, DENALI_EINVAL);
	REFUSED(plan.group.module = 2, DENALI_ENOENT);
	REFUSED(plan.group.module = DENALI_SUPERVISOR_IMAGES, DENALI_ENOENT);
	fine.plan.magic = 0;
	IS(child_make(&fine) < DENALI_EBAD, 1);
	fine = child_plan((uint32_t)good, "e");
	fine.group.module = DENALI_SUPERVISOR_IMAGES + 1;
	IS(child_make(&fine) < DENALI_EBAD, 1);
	fine = child_plan((uint32_t)good, "e");
	fine.group.weight = DENALI_WEIGHT_MAX + 1;
	IS(child_make(&fine) < DENALI_EBAD, 1);
}

static void unsealed(void)
{
	int32_t raw = call(DENALI_IMAGE_CREATE, 1, 0, 0);

	IS(raw, 2);
	REFUSED(plan.group.module = 2, DENALI_EINVAL);
	IS(trap(DENALI_IMAGE_DESTROY, 2, 0, 0), 0);
}

static void lives(void)
{
	uint32_t first = make("pe", DENALI_GROUP_PAUSED), second;
	struct denali_vm_status status;

	IS(trap(DENALI_IMAGE_DESTROY, (uint32_t)good, 0, 0), DENALI_EBUSY);
	IS(trap(DENALI_VM_RESUME, first, 0, 0), 0);
	ends(DENALI_CAUSE_EXIT, 7);
	IS(strcmp(heard.text, "hi\n"), 0);
	IS((int32_t)heard.crashes, 0);
	UNTIL(inspect(first, &status) == DENALI_ENOENT);
	second = make("f", 0);
	/* The place is the same, the number is not. */
	IS((int32_t)(second & 0xffff), (int32_t)(first & 0xffff));
	IS(second != first, 1);
	ends(DENALI_CAUSE_PAGE_FAULT, 0xbadc0de4);
	IS((int32_t)heard.crashes, 1);
	second = make("i", 0);
	IS(trap(DENALI_VM_STOP, first, 0, 0), DENALI_ENOENT);
	IS(trap(DENALI_VM_STOP, second, 0, 0), 0);
	ends(DENALI_CAUSE_EXIT, 3);
	second = make("s", 0);
	IS(trap(DENALI_VM_DESTROY, first, 0, 0), DENALI_ENOENT);
	IS(trap(DENALI_VM_DESTROY, second, 0, 0), 0);
	IS(trap(DENALI_VM_DESTROY, second, 0, 0), DENALI_ENOENT);
	ends(DENALI_CAUSE_STOPPED, 0);
}

/* Itself, nobody, and numbers that never were. */
static void wrong_numbers(void)
{
	static const uint32_t calls[] = {
		DENALI_VM_DESTROY, DENALI_VM_STOP,  DENALI_VM_PAUSE,
		DENALI_VM_RESUME,  DENALI_VM_INPUT,
	};
	static const uint32_t numbers[] = { 0,         1,       NOBODY,
					    0xffff,    0x10000, 0x80000000,
					    0xffffffff };

	for (unsigned int i = 0; i < sizeof calls / sizeof *calls; i++)
		for (unsigned int n = 0; n < sizeof numbers / sizeof *numbers;
		     n++)
			IS(call(calls[i], numbers[n], page, 0), DENALI_ENOENT);
	for (uint32_t n = DENALI_CLOCK_SET + 1; n <= DENALI_SUPERVISOR_LAST;
	     n++)
		IS(call(n, 0, 0, 0), DENALI_ENOSYS);
}

/* It has no NIC, and so no address to forward a port of. */
static void wrong_forwards(void)
{
	static struct denali_forward forward = {
		.family = DENALI_FORWARD_IPV4,
		.protocol = DENALI_FORWARD_TCP,
		.port = 80,
	};
	uint32_t size = sizeof forward;

	IS(trap(DENALI_FORWARD, 0, size, 0), DENALI_EFAULT);
	IS(trap(DENALI_FORWARD, (uint32_t)&forward, size - 1, 0),
	   DENALI_EINVAL);
	IS(trap(DENALI_FORWARD, (uint32_t)&forward, size, 0), DENALI_EINVAL);
	IS(trap(DENALI_CLOCK_SET, 0, 1u << 31, 0), DENALI_EINVAL);
}

static void pauses(void)
{
	uint32_t vm = make("pi", DENALI_GROUP_PAUSED);
	struct denali_vm_status status;

	IS(inspect(vm, &status), 0);
	IS((int32_t)status.state, DENALI_VM_STATE_PAUSED);
	IS((int32_t)status.resident, 0);
	IS(trap(DENALI_VM_RESUME, vm, 0, 0), 0);
	IS(trap(DENALI_VM_RESUME, vm, 0, 0), 0);
	UNTIL(heard.text_length == 3 && in_state(vm, DENALI_VM_STATE_IDLE));
	IS(trap(DENALI_VM_PAUSE, vm, 0, 0), 0);
	IS(trap(DENALI_VM_PAUSE, vm, 0, 0), 0);
	IS(trap(DENALI_VM_STOP, vm, 0, 0), 0);
	IS(in_state(vm, DENALI_VM_STATE_PAUSED), 1);
	IS(trap(DENALI_VM_RESUME, vm, 0, 0), 0);
	ends(DENALI_CAUSE_EXIT, 3);
	/* One that would compute for ever uses no time. */
	vm = make("s", 0);
	UNTIL(inspect(vm, &status) == 0 && status.ledger.guest_cycles > 0);
	IS(trap(DENALI_VM_PAUSE, vm, 0, 0), 0);
	IS(inspect(vm, &status), 0);
	uint64_t used = status.ledger.guest_cycles;
	usleep(20000);
	IS(inspect(vm, &status), 0);
	IS(status.ledger.guest_cycles == used, 1);
	IS(trap(DENALI_VM_RESUME, vm, 0, 0), 0);
	UNTIL(inspect(vm, &status) == 0 && status.ledger.guest_cycles > used);
	IS(trap(DENALI_VM_PAUSE, vm, 0, 0), 0);
	IS(trap(DENALI_VM_DESTROY, vm, 0, 0), 0);
	ends(DENALI_CAUSE_STOPPED, 0);
}

static void inputs(void)
{
	uint32_t vm = make("re", DENALI_GROUP_PAUSED);

	memset(page, 'x', sizeof page);
	page[0] = 'a';
	IS(call(DENALI_VM_INPUT, vm, page, sizeof page + 1), DENALI_EINVAL);
	IS(call(DENALI_VM_INPUT, vm, (void *)OUTSIDE, 1), DENALI_EFAULT);
	IS(call(DENALI_VM_INPUT, vm, page, 10), 10);
	IS(call(DENALI_VM_INPUT, vm, page, sizeof page),
	   DENALI_CONSOLE_IN - 10);
	IS(call(DENALI_VM_INPUT, vm, page, 1), 0);
	IS(trap(DENALI_VM_RESUME, vm, 0, 0), 0);
	UNTIL(heard.taken == DENALI_CONSOLE_IN);
	IS(call(DENALI_VM_INPUT, vm, "end", 3), 3);
	IS(call(DENALI_VM_INPUT, vm, 0, 0), 0);
	ends(DENALI_CAUSE_EXIT, 7);
	IS((int32_t)heard.text_length, DENALI_CONSOLE_IN + 3);
	IS(memcmp(heard.text, "axxxxxxxxxax", 12), 0);
}

/* ---- looking and changing ---- */

static void looks(void)
{
	struct denali_vm_status status;
	struct denali_machine machine;
	uint32_t a = make("i", 0), b = make("i", 0);

	IS(trap(DENALI_VM_NEXT, 0xffffffff, 0, 0), 0);
	IS(trap(DENALI_VM_NEXT, 0, 0, 0), (int32_t)a);
	IS(trap(DENALI_VM_NEXT, a, 0, 0), (int32_t)b);
	IS(trap(DENALI_VM_NEXT, b, 0, 0), DENALI_ENOENT);
	IS(trap(DENALI_VM_NEXT, 0xffff, 0, 0), DENALI_ENOENT);
	IS(call(DENALI_VM_INSPECT, a, &status, sizeof status - 1),
	   DENALI_EINVAL);
	IS(call(DENALI_VM_INSPECT, a, (void *)OUTSIDE, sizeof status),
	   DENALI_EFAULT);
	/* The image's text cannot be written. */
	IS(call(DENALI_VM_INSPECT, a, (void *)(uintptr_t)child_main,
		sizeof status),
	   DENALI_EFAULT);
	IS(inspect(NOBODY, &status), DENALI_ENOENT);
	IS(inspect(a, &status), 0);
	IS((int32_t)status.vm, (int32_t)a);
	IS((int32_t)status.image, good);
	IS((int32_t)status.memory_size, CHILD_MEMORY);
	IS((int32_t)status.frame_limit, CHILD_MEMORY / CHILD_PAGE);
	IS((int32_t)status.weight, DENALI_WEIGHT_DEFAULT);
	IS(strcmp(status.name, "child"), 0);
	IS(inspect(0, &status), 0);
	IS((int32_t)status.image, 0);
	IS((int32_t)status.flags & DENALI_GROUP_SUPERVISOR,
	   DENALI_GROUP_SUPERVISOR);
	IS(trap(DENALI_MACHINE, (uint32_t)&machine, sizeof machine - 1, 0),
	   DENALI_EINVAL);
	IS(trap(DENALI_MACHINE, OUTSIDE, sizeof machine, 0), DENALI_EFAULT);
	IS(trap(DENALI_MACHINE, (uint32_t)&machine, sizeof machine, 0), 0);
	IS((int32_t)machine.version, 1);
	IS(machine.frames_free < machine.frames, 1);
	IS(trap(DENALI_VM_DESTROY, a, 0, 0), 0);
	IS(trap(DENALI_VM_DESTROY, b, 0, 0), 0);
	heard = (struct heard){ .vm = b };
	UNTIL(heard.ended);
}

static int32_t tune(uint32_t vm, const struct denali_tuning *tuning)
{
	return call(DENALI_VM_TUNE, vm, tuning, sizeof *tuning);
}

static void tunes(void)
{
	uint32_t vm = make("s", 0);
	struct denali_tuning tuning = { .mask = DENALI_TUNE_WEIGHT |
						DENALI_TUNE_CAP |
						DENALI_TUNE_SWAP_RATE,
					.weight = 7,
					.cap = 500,
					.swap_rate = 99,
					.frame_limit = 0xffffffff };
	struct denali_vm_status status;

	IS(tune(vm, &tuning), 0);
	IS(inspect(vm, &status), 0);
	IS((int32_t)status.weight, 7);
	IS((int32_t)status.cap, 500);
	IS((int32_t)status.swap_rate, 99);
	IS((int32_t)status.frame_limit, CHILD_MEMORY / CHILD_PAGE);
	tuning.weight = DENALI_WEIGHT_MAX + 1;
	IS(tune(vm, &tuning) < DENALI_EBAD, 1);
	tuning.mask = 0x40;
	IS(tune(vm, &tuning), DENALI_EINVAL);
	tuning.mask = DENALI_TUNE_FRAME_LIMIT;
	IS(tune(vm, &tuning), 0); /* more than its memory is all of it */
	tuning.frame_limit = 20;
	IS(tune(vm, &tuning), 0);
	IS(inspect(vm, &status), 0);
	IS((int32_t)status.frame_limit, 20);
	IS((int32_t)status.weight, 7);
	tuning = (struct denali_tuning){ .mask = DENALI_TUNE_CAPTURE,
					 .capture = 2 };
	IS(tune(vm, &tuning), DENALI_EINVAL);
	tuning = (struct denali_tuning){ .mask = DENALI_TUNE_LIMITS };
	tuning.limits.rx_frames = DENALI_LIMIT_MAX + 1;
	IS(tune(vm, &tuning) < DENALI_EBAD, 1);
	IS(tune(0, &tuning), DENALI_ENOENT);
	IS(call(DENALI_VM_TUNE, vm, &tuning, sizeof tuning + 4), DENALI_EINVAL);
	IS(call(DENALI_VM_TUNE, vm, (void *)OUTSIDE, sizeof tuning),
	   DENALI_EFAULT);
	IS(trap(DENALI_VM_DESTROY, vm, 0, 0), 0);
	ends(DENALI_CAUSE_STOPPED, 0);
}

static int32_t address(uint32_t vm, const struct denali_network *network)
{
	return call(DENALI_VM_ADDRESS, vm, network, sizeof *network);
}

static void addresses(void)
{
	struct child_plan plan = child_plan((uint32_t)good, "i");
	struct denali_network *net = &plan.group.network;
	struct denali_vm_status status;
	uint32_t a, b, bare = make("i", 0);

	*net = (struct denali_network){ .flags = DENALI_NET_PRESENT,
					.mtu = 1400,
					.mac = { 2, 0, 0, 0, 9, 1 },
					.ipv4 = 0x0900000a };
	IS(address(bare, net), DENALI_EINVAL);
	a = (uint32_t)child_make(&plan);
	IS((int32_t)a > 0, 1);
	/* Before it has been in memory, too. */
	IS(child_make(&plan), DENALI_EBUSY);
	net->mac[5] = 2;
	IS(child_make(&plan), DENALI_EBUSY);
	net->ipv4 += 0x01000000;
	b = (uint32_t)child_make(&plan);
	IS((int32_t)b > 0, 1);
	IS(address(b, net), 0); /* its own */
	net->mac[5] = 1;
	IS(address(b, net), DENALI_EBUSY);
	net->mac[5] = 3;
	IS(address(b, net), 0);
	IS(inspect(b, &status), 0);
	IS(status.network.mac[5], 3);
	net->mac[5] = 2;
	IS(address(a, net), DENALI_EBUSY); /* IPv4 */
	net->ipv4 += 0x01000000;
	IS(address(a, net), 0);
	net->mtu = 1;
	IS(address(a, net) < DENALI_EBAD, 1);
	net->flags = 0;
	IS(address(a, net), DENALI_EINVAL);
	IS(inspect(a, &status), 0);
	IS(status.network.mtu, 1400);
	IS(trap(DENALI_VM_DESTROY, a, 0, 0), 0);
	IS(trap(DENALI_VM_DESTROY, b, 0, 0), 0);
	IS(trap(DENALI_VM_DESTROY, bare, 0, 0), 0);
	heard = (struct heard){ .vm = bare };
	UNTIL(heard.ended);
}

static void mailbox(void)
{
	uint32_t vm = make("pe", 0);

	UNTIL(heard.ended);
	vm = make("pe", 0);
	/* Without taking any of them. */
	for (time_t end = time(NULL) + PATIENCE;
	     !in_state(vm, DENALI_VM_STATE_ENDED) && time(NULL) < end &&
	     trap(DENALI_VM_NEXT, 0, 0, 0) == (int32_t)vm;)
		usleep(1000);
	IS(trap(DENALI_MESSAGES, (uint32_t)page, 7, 0), DENALI_EINVAL);
	IS(trap(DENALI_MESSAGES, (uint32_t)page, sizeof page + 1, 0),
	   DENALI_EINVAL);
	IS(trap(DENALI_MESSAGES, OUTSIDE, sizeof page, 0), DENALI_EFAULT);
	IS(trap(DENALI_MESSAGES, (uint32_t)page, 8 + 3, 0), 8 + 3);
	IS(memcmp(page + 8, "hi\n", 3), 0);
	UNTIL(heard.ended);
	IS(trap(DENALI_MESSAGES, (uint32_t)page, sizeof page, 0), 0);
}

int main(void)
{
	images();
	bad_plans();
	unsealed();
	lives();
	wrong_numbers();
	wrong_forwards();
	pauses();
	inputs();
	looks();
	tunes();
	addresses();
	mailbox();
	printf("%u failures\n", failures);
	make("s", 0);
	fflush(stdout);
	trap(DENALI_POWER_OFF, 0, 0, 0);
	puts("not reached");
	return 1;
}
