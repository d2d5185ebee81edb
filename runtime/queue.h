/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * What the files that implement message queues share.
 *
 * A queue is on the list of all and has a list of those who have it open, each
 * a file of its own with flags of its own.  All of it changes with preemption
 * disabled.
 */
#ifndef RUNTIME_QUEUE_H
#define RUNTIME_QUEUE_H

#include <mqueue.h>
#include <stdbool.h>

#include <ilwaco/wait.h>

#include "file.h"

struct message {
	struct message *next;
	unsigned int priority;
	size_t length;
	char data[];
};

struct queue {
	struct queue *next;
	struct opening *openings;
	struct message *first; /* the highest priority, the oldest of it */
	struct mq_attr attributes;
	struct ilw_wait_queue readers, writers;
	struct opening *observer; /* who is to be told; NULL: nobody */
	struct sigevent event;    /* how */
	bool unlinked;
	char name[]; /* without the slash */
};

struct opening {
	struct file file; /* first: it is a file */
	struct queue *queue;
	struct opening *next;
};

/* The queue's file behind a descriptor, with a reference added; NULL: it is no
 * queue. */
struct opening *queue_get(mqd_t queue);

/* Tells all who poll the queue. */
void queue_poll_all(struct queue *queue, short events);

/* Tells the observer, who is no more one then.  Weak where it is called: only
 * programs with observers have it. */
void queue_tell(struct queue *queue) __attribute__((weak));

#endif
