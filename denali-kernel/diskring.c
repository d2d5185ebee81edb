/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * The rings of a VM's disks.  What the VM shares is hostile: each index is
 * read once a call, each request once, word by word, into a copy; the copy is
 * checked and used.
 *
 * Which blocks of the machine's disk a request means is settled when it is
 * taken.  Those that are not side by side go to the device one part after
 * another.
 */
#include "diskport.h"

#include "block.h"
#include "clock.h"
#include "guest.h"
#include "options.h"
#include "pool.h"
#include "sched.h"

static struct pool requests = { .size = sizeof(struct request) };
static struct link line = { &line, &line }; /* who waits for frames */

static void drop(struct request *request)
{
	disk_release_frames(request);
	request->disk->busy--;
	vm_disks(request->vm)->busy--;
	pool_give(&requests, request);
}

static void done(struct block_request *block, bool ok);

/* Null: memory is short. */
static struct request *make(struct vm *vm, struct attached *disk,
			    const struct denali_disk_request *asked)
{
	struct disk_port *port = vm_disks(vm);
	struct request *request = pool_take(&requests);

	if (!request)
		return 0;
	request->vm = vm;
	request->disk = disk;
	request->asked = *asked;
	request->block.done = done;
	request->block.disk = disk->device;
	request->block.operation = asked->operation;
	disk->busy++;
	port->busy++;
	if (disk_take_frames(request))
		return request;
	drop(request);
	return 0;
}

static bool limits_allow(struct vm *vm)
{
	struct disk_port *port = vm_disks(vm);
	uint64_t now = clock_ns();
	uint64_t bytes, other;

	if (limit_open(&port->bytes, now) && limit_open(&port->requests, now))
		return true;
	bytes = limit_when(&port->bytes);
	other = limit_when(&port->requests);
	port->delays += !port->delayed;
	port->delayed = true;
	limit_hold(vm, DENALI_EVENT_DISK, bytes > other ? bytes : other);
	return false;
}

/* ---- the device ---- */

/* The next blocks that lie side by side. */
static void submit_part(struct request *request)
{
	struct block_request *block = &request->block;
	uint16_t at = request->begun;

	block->page = request->place[at];
	block->count = 0;
	while (at < request->asked.count &&
	       request->place[at] == block->page + block->count)
		block->frames[block->count++] = request->frame[at++];
	request->begun = at;
	block_submit(block);
}

static void done(struct block_request *block, bool ok)
{
	struct request *request = (struct request *)(void *)block;
	struct vm *vm = request->vm;

	sched_bill(vm);
	if (vm->state >= VM_DEAD) {
		drop(request);
		return;
	}
	if (ok && request->begun < request->asked.count) {
		submit_part(request);
		return;
	}
	request->status = ok ? DENALI_DISK_OK : DENALI_DISK_FAILED;
	if (!ok || block->operation != DENALI_DISK_READ)
		disk_release_frames(request);
	link_append(&vm_disks(vm)->finished, &block->link);
	disk_await_collection(vm_disks(vm));
	vm_post(vm, DENALI_EVENT_DISK);
}

/* ---- the rings ---- */

static void answer(struct vm *vm, uint32_t tag, uint32_t status)
{
	struct disk_port *port = vm_disks(vm);
	struct denali_disks *ring = &vm->rw->disks;
	struct denali_disk_answer *slot =
		&ring->answer[port->answered++ % DENALI_DISK_SLOTS];

	WRITE_ONCE(slot->tag, tag);
	WRITE_ONCE(slot->status, status);
	WRITE_ONCE(ring->answered, port->answered);
	port->errors += status != DENALI_DISK_OK;
	vm_post(vm, DENALI_EVENT_DISK);
}

static enum space_result copy_out(struct request *request)
{
	uint32_t to = request->asked.address;

	for (; request->copied < request->frame_count; request->copied++) {
		uint32_t i = request->copied;
		enum space_result result = guest_write(
			request->vm, guest_address(to + i * PAGE_SIZE),
			frame_window(request->frame[i]), PAGE_SIZE);

		if (result != SPACE_DONE)
			return result;
	}
	return SPACE_DONE;
}

void disk_drop_finished(struct disk_port *port)
{
	link_remove(&port->holding);
	while (link_used(&port->finished)) {
		struct link *link = port->finished.next;

		link_remove(link);
		drop(LINK_OWNER(link, struct request, block.link));
	}
}

/* Its frames went meanwhile: it is read again, as soon as there are others. */
static void read_again(struct request *request)
{
	if (!disk_frames_allow(request->vm, request->asked.count))
		return;
	link_remove(&request->block.link);
	if (disk_take_frames(request)) {
		request->begun = 0;
		submit_part(request);
	} else {
		answer(request->vm, request->asked.tag, DENALI_DISK_NO_MEMORY);
		drop(request);
	}
}

/* False: a page must be waited for. */
static bool finish(struct request *request)
{
	enum space_result result = copy_out(request);

	if (result == SPACE_WAIT)
		return false;
	if (result != SPACE_DONE)
		request->status = DENALI_DISK_NO_MEMORY;
	link_remove(&request->block.link);
	answer(request->vm, request->asked.tag, request->status);
	drop(request);
	return true;
}

static bool give_answers(struct vm *vm)
{
	struct link *list = &vm_disks(vm)->finished;
	struct link *link, *next;

	link_remove(&vm_disks(vm)->holding);
	for (link = list->next; link != list; link = next) {
		struct request *request = LINK_OWNER(link, struct request,
						     block.link);

		next = link->next;
		if (request->status == DENALI_DISK_OK &&
		    !request->frame_count &&
		    request->asked.operation == DENALI_DISK_READ) {
			read_again(request);
		} else if (!finish(request)) {
			disk_await_collection(vm_disks(vm));
			return false;
		}
	}
	return true;
}

/* Does it obey the ring's rules? */
static bool valid(const struct vm *vm, const struct denali_disk_request *asked)
{
	if (asked->operation == DENALI_DISK_FLUSH)
		return !(asked->count | asked->block | asked->address);
	return asked->operation < DENALI_DISK_FLUSH && asked->count &&
	       asked->count <= DENALI_DISK_COUNT && asked->address % 4 == 0 &&
	       guest_range(vm, guest_address(asked->address),
			   asked->count * PAGE_SIZE);
}

/* Can the disk do it? */
static uint32_t check(const struct attached *disk,
		      const struct denali_disk_request *asked)
{
	if (!disk || !disk->blocks)
		return DENALI_DISK_MISSING;
	if (asked->block > disk->blocks ||
	    asked->count > disk->blocks - asked->block)
		return DENALI_DISK_OUTSIDE;
	if (asked->operation == DENALI_DISK_WRITE && disk->read_only)
		return DENALI_DISK_READ_ONLY;
	return DENALI_DISK_OK;
}

/* The device's block for one of the disk's. */
static uint32_t place(const struct attached *disk, uint32_t block)
{
	const struct denali_extent *extent = disk->extent;

	for (; block >= extent->count; extent++)
		block -= extent->count;
	return extent->first + block;
}

/* Copy what is to be written, and submit.  SPACE_WAIT: nothing was done. */
static enum space_result begin(struct vm *vm, struct attached *disk,
			       const struct denali_disk_request *asked)
{
	struct request *request = make(vm, disk, asked);
	enum space_result result = SPACE_DONE;

	if (!request)
		return SPACE_NO_MEMORY;
	for (uint32_t i = 0; i < asked->count && result == SPACE_DONE; i++) {
		request->place[i] = place(disk, asked->block + i);
		if (asked->operation == DENALI_DISK_WRITE)
			result = guest_read(
				vm, frame_window(request->frame[i]),
				guest_address(asked->address + i * PAGE_SIZE),
				PAGE_SIZE);
	}
	if (result == SPACE_DONE)
		submit_part(request);
	else
		drop(request);
	return result;
}

/* False: not yet, a page must be waited for. */
static bool take(struct vm *vm, const struct denali_disk_request *asked)
{
	struct disk_port *port = vm_disks(vm);
	struct attached *disk = asked->disk < DENALI_DISKS ?
					port->disk[asked->disk] :
					0;
	uint32_t status = check(disk, asked);

	if (status == DENALI_DISK_OK) {
		enum space_result result = begin(vm, disk, asked);

		if (result == SPACE_WAIT)
			return false;
		if (result != SPACE_DONE)
			status = DENALI_DISK_NO_MEMORY;
	}
	if (status != DENALI_DISK_OK)
		answer(vm, asked->tag, status);
	limit_take(&port->bytes, asked->count * PAGE_SIZE);
	limit_take(&port->requests, 1);
	port->delayed = false;
	port->count[asked->operation]++;
	port->blocks[asked->operation] += asked->count;
	port->taken++;
	return true;
}

static enum disk_result take_requests(struct vm *vm)
{
	struct disk_port *port = vm_disks(vm);
	struct denali_disks *ring = &vm->rw->disks;
	uint32_t posted = READ_ONCE(ring->posted);
	enum disk_result result = DISK_DONE;
	struct denali_disk_request asked;
	bool held = false;

	if (posted - port->answered > DENALI_DISK_SLOTS ||
	    posted - port->taken > DENALI_DISK_SLOTS)
		return DISK_BROKEN;
	while (port->taken != posted && result == DISK_DONE && !held) {
		copy_once(&asked,
			  &ring->request[port->taken % DENALI_DISK_SLOTS],
			  sizeof(asked));
		if (!valid(vm, &asked))
			result = DISK_BROKEN;
		else if (!limits_allow(vm) ||
			 !disk_frames_allow(vm, asked.count))
			held = true;
		else if (!take(vm, &asked))
			result = DISK_WAIT;
	}
	WRITE_ONCE(ring->taken, port->taken);
	if (!held)
		disk_leave_line(port);
	return result;
}

enum disk_result disk_serve(struct vm *vm)
{
	enum disk_result result = give_answers(vm) ? take_requests(vm) :
						     DISK_WAIT;

	block_tell();
	return result;
}

bool disk_has_work(const struct vm *vm)
{
	const struct disk_port *port = vm_disks(vm);

	return port && (link_used(&port->finished) ||
			READ_ONCE(vm->rw->disks.posted) != port->taken);
}
