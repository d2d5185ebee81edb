/* SPDX-FileCopyrightText: The Denali authors
 * SPDX-License-Identifier: MIT
 *
 * Pipes: two files over one ring of bytes.  Private to the runtime.
 *
 * Indices run free.  The pipe is freed when neither end is open.
 */
#ifndef RUNTIME_PIPE_H
#define RUNTIME_PIPE_H

#include <stdbool.h>
#include <stdint.h>

#include "file.h"

#define PIPE_SIZE 4096u

struct pipe {
	struct file reader;
	struct file writer;
	bool reader_open;
	bool writer_open;
	bool fresh; /* nobody has opened it for writing yet */
	uint32_t written;
	uint32_t read;
	void (*free)(struct pipe *pipe); /* NULL: free() */
	char bytes[PIPE_SIZE];
};

/* Opens an end that is not open: the reference is the caller's. */
void pipe_open_reader(struct pipe *pipe, int flags);
void pipe_open_writer(struct pipe *pipe, int flags);

#endif
