/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The frames that blocks of VMs pass through, and who gets them (disk.h).
 */
#include "diskport.h"

#include "clock.h"
#include "options.h"

#define MEMORY_PART 16 /* of the machine's memory, for all VMs' buffers */
/* How long a VM may leave frames uncollected that others wait for. */
#define PATIENCE_NS 100000000

static struct link line = { &line, &line };          /* who waits for frames */
static struct link holders = { &holders, &holders }; /* of finished frames */
static uint32_t frames_used;

static uint32_t frames_left(void)
{
	uint32_t most = frame_total_count() / MEMORY_PART;

	return most > frames_used ? most - frames_used : 0;
}

/* May the VM have so many more? */
static bool frames_for(const struct disk_port *port, uint32_t count)
{
	uint32_t left = frames_left();

	if (link_used(&line) && line.next != &port->waiting)
		left = left > DENALI_DISK_COUNT ? left - DENALI_DISK_COUNT : 0;
	return port->frames + count <=
	       (left < DISK_FRAMES ? left : DISK_FRAMES);
}

/* Who has not come since it was woken goes to the end. */
static void wake_first(void)
{
	struct link *first = line.next;

	if (!link_used(&line) || frames_left() < DENALI_DISK_COUNT)
		return;
	if (LINK_OWNER(first, struct disk_port, waiting)->vm->pending &
	    DENALI_EVENT_DISK) {
		link_remove(first);
		link_append(&line, first);
		first = line.next;
	}
	vm_post(LINK_OWNER(first, struct disk_port, waiting)->vm,
		DENALI_EVENT_DISK);
}

void disk_leave_line(struct disk_port *port)
{
	if (!link_used(&port->waiting))
		return;
	link_remove(&port->waiting);
	wake_first();
}

void disk_release_frames(struct request *request)
{
	uint32_t count = request->frame_count;

	while (request->frame_count)
		frame_put(request->frame[--request->frame_count]);
	vm_disks(request->vm)->frames -= count;
	frames_used -= count;
	if (count)
		wake_first();
}

void disk_await_collection(struct disk_port *port)
{
	if (link_used(&port->holding))
		return;
	port->finished_at = clock_ns();
	link_append(&holders, &port->holding);
}

/* A VM has not come for what it has read: its frames go, and it reads again
 * when it comes.  False: there is none. */
static bool evict(uint64_t now)
{
	struct disk_port *port = LINK_OWNER(holders.next, struct disk_port,
					    holding);

	if (!link_used(&holders) || now < port->finished_at + PATIENCE_NS)
		return false;
	link_remove(&port->holding);
	for (struct link *at = port->finished.next; at != &port->finished;
	     at = at->next)
		disk_release_frames(LINK_OWNER(at, struct request, block.link));
	return true;
}

/* False, and it has none: memory is short. */
bool disk_take_frames(struct request *request)
{
	while (request->frame_count < request->asked.count) {
		frame_t frame = frame_alloc_low();

		if (frame == FRAME_NONE) {
			disk_release_frames(request);
			return false;
		}
		request->frame[request->frame_count++] = frame;
		vm_disks(request->vm)->frames++;
		frames_used++;
	}
	return true;
}

/* May the VM have so many frames now?  If not, it stands in the line. */
bool disk_frames_allow(struct vm *vm, uint32_t count)
{
	struct disk_port *port = vm_disks(vm);
	uint64_t now = clock_ns();

	if (frames_for(port, count) ||
	    (evict(now) && frames_for(port, count))) {
		disk_leave_line(port);
		return true;
	}
	if (!link_used(&port->waiting))
		link_append(&line, &port->waiting);
	limit_hold(vm, DENALI_EVENT_DISK, now + PATIENCE_NS);
	return false;
}
