/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Pipes with names.  There is one for each FIFO that somebody has open, on a
 * list that is changed with preemption disabled.  Who opens an end that is open
 * gets the same open file once more.
 */
#include <errno.h>
#include <stdlib.h>

#include <ilwaco/clock.h>
#include <ilwaco/preempt.h>
#include <ilwaco/thread.h>
#include <ilwaco/wait.h>

#include "pipe.h"
#include "vfsfile.h"
#include "vfspath.h"

VFS_NEEDS(openat);

struct fifo {
	struct pipe pipe; /* first: it is its pipe */
	struct fifo *next;
	struct vfs_node *node; /* a reference; its mount is used */
	unsigned opened[2];    /* how often: for reading, for writing */
};

/* An end that has been opened, and how often the other one had been. */
struct opening {
	struct fifo *fifo;
	bool writes;
	unsigned others;
};

static struct fifo *all;
static struct ilw_wait_queue openers;

static bool *is_open(struct fifo *fifo, bool writes)
{
	return writes ? &fifo->pipe.writer_open : &fifo->pipe.reader_open;
}

static struct file *end_of(struct fifo *fifo, bool writes)
{
	return writes ? &fifo->pipe.writer : &fifo->pipe.reader;
}

/* Neither end is open. */
static void end_fifo(struct pipe *pipe)
{
	struct fifo *fifo = (struct fifo *)(void *)pipe, **link = &all;
	struct vfs_mount *mount = fifo->node->mount;

	ilw_preempt_disable();
	while (*link != fifo)
		link = &(*link)->next;
	*link = fifo->next;
	ilw_preempt_enable();
	vfs_lock(mount);
	vfs_put(fifo->node);
	vfs_unlock(mount);
	vfs_leave(mount);
	free(fifo);
}

/* One that is ending does not count. */
static struct fifo *find(const struct vfs_node *node)
{
	struct fifo *fifo = all;

	while (fifo != NULL &&
	       (!vfs_same(fifo->node, node) ||
		(!fifo->pipe.reader_open && !fifo->pipe.writer_open)))
		fifo = fifo->next;
	return fifo;
}

static struct fifo *add(struct vfs_node *node, struct fifo *fifo)
{
	vfs_get(node);
	vfs_use(node->mount);
	fifo->pipe.free = end_fifo;
	fifo->pipe.fresh = true;
	fifo->node = node;
	fifo->next = all;
	all = fifo;
	return fifo;
}

/* -EAGAIN: the end is being closed. */
static int open_end(struct fifo *fifo, bool writes, int flags)
{
	struct file *end = end_of(fifo, writes);

	if (*is_open(fifo, writes) && end->references == 0)
		return -EAGAIN;
	if (*is_open(fifo, writes))
		file_get(end);
	else if (writes)
		pipe_open_writer(&fifo->pipe, flags);
	else
		pipe_open_reader(&fifo->pipe, flags);
	fifo->opened[writes]++;
	ilw_wake_all(&openers);
	return 0;
}

/* With preemption disabled.  The spare one becomes NULL if it is taken. */
static int try_open(struct vfs_node *node, int flags, struct fifo **spare,
		    struct opening *opening)
{
	struct fifo *fifo = find(node);

	if (opening->writes && (flags & O_NONBLOCK) &&
	    (fifo == NULL || !fifo->pipe.reader_open))
		return -ENXIO;
	if (fifo == NULL) {
		fifo = add(node, *spare);
		*spare = NULL;
	}
	opening->fifo = fifo;
	opening->others = fifo->opened[!opening->writes];
	return open_end(fifo, opening->writes, flags);
}

static int open_fifo(struct vfs_node *node, int flags, struct opening *opening)
{
	struct fifo *spare = calloc(1, sizeof(*spare));
	int result = -EAGAIN;

	if (spare == NULL)
		return -ENOMEM;
	while (result == -EAGAIN) {
		ilw_preempt_disable();
		result = try_open(node, flags, &spare, opening);
		ilw_preempt_enable();
		if (result == -EAGAIN)
			ilw_thread_yield();
	}
	free(spare);
	return result;
}

static bool has_other(const struct opening *opening)
{
	return *is_open(opening->fifo, !opening->writes) ||
	       opening->fifo->opened[!opening->writes] != opening->others;
}

/* Until the other end is open, or was. */
static int await_other(const struct opening *opening)
{
	enum ilw_waited waited = ILW_WAIT_WOKEN;
	bool there;

	ilw_preempt_disable();
	while (!(there = has_other(opening)) && waited == ILW_WAIT_WOKEN)
		waited = ilw_wait_interruptible(&openers, ILW_NEVER);
	ilw_preempt_enable();
	return there ? 0 : -EINTR;
}

int vfs_open_fifo(struct vfs_node *node, int flags, struct file **file)
{
	struct opening opening = {
		.writes = (flags & O_ACCMODE) == O_WRONLY,
	};
	int result;

	if ((flags & O_ACCMODE) == O_RDWR)
		return -ENXIO;
	result = open_fifo(node, flags, &opening);
	if (result < 0)
		return result;
	*file = end_of(opening.fifo, opening.writes);
	if (flags & O_NONBLOCK)
		return 0;
	vfs_unlock(node->mount);
	result = await_other(&opening);
	if (result < 0)
		file_put(*file);
	vfs_lock(node->mount);
	return result;
}
