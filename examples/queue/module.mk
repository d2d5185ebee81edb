# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Two images: the queue, and what works off its messages.
QUEUE := $(BUILD)/examples/queue
QUEUE_SRC_queue := queue.c store.c net.c
QUEUE_SRC_worker := worker.c
$(foreach name,queue worker,$(eval $(call guest_program,$(QUEUE)/$(name),\
	$(QUEUE_SRC_$(name):%=examples/queue/%),-U_GNU_SOURCE,\
	--manifest examples/queue/$(name).toml,\
	examples/queue/$(name).toml)))
examples: $(QUEUE)/queue $(QUEUE)/worker
