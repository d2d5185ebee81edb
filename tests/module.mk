# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Boot tests, hostile guests, the benchmark, and the harness they share.
#
# A folder of tests/boot with NAME.c is a service, build/tests/boot/NAME/NAME; a
# folder of tests/hostile is an attack, linked with the sources beside it into
# build/tests/hostile/NAME/NAME.

TEST_HARNESS := $(addprefix tests/harness/, \
	bytes.c denali.c ends.c expectation.c net.c network.c process.c \
	shell.c survey.c throng.c)
TEST_CFLAGS := -Itests
TEST_LIBS := -lcriterion -ljansson

$(eval $(call host_program,build/tests/totals,\
	tests/harness/totals.c tests/harness/process.c tests/harness/bytes.c,\
	$(TEST_CFLAGS),))

# Services.
BOOT_GUESTS := $(sort $(notdir $(patsubst %/,%,$(wildcard tests/boot/*/))))
BOOT_LDFLAGS_confined := --allow-in 80 --allow-out none
BOOT_LDFLAGS_long-double := -lm
BOOT_CFLAGS_hardening := -O2 -D_FORTIFY_SOURCE=2
BOOT_LDFLAGS_heap-checks := --check-heap
UNDEFINED := -fsanitize=undefined,float-divide-by-zero,float-cast-overflow \
	-fsanitize=bounds-strict
BOOT_CFLAGS_undefined := $(UNDEFINED)
BOOT_LDFLAGS_undefined := $(UNDEFINED)
BOOT_LDFLAGS_odds := --files tests/boot/odds/etc:/etc -Wl,--no-warnings
BOOT_LDFLAGS_locks := --files tests/boot/odds/etc:/etc
BOOT_LDFLAGS_readonly := --files tests/boot/odds/etc:/etc
BOOT_LDFLAGS_files := --mount disk0:/data:nofail
BOOT_LDFLAGS_mounts := --files tests/boot/folders/site:/site \
	--mount tmpfs:/small:size=256K \
	--mount tmpfs:/site/fixed:ro
BOOT_LDFLAGS_unmountable := --mount disk0:/data
BOOT_LDFLAGS_bad-disks := --mount disk0:/mnt:noauto
BOOT_LDFLAGS_folders := --files tests/boot/folders/site:/site
define boot_guest
$(eval $(call guest_program,build/tests/boot/$(1)/$(1),\
	$(sort $(wildcard tests/boot/$(1)/*.c)),\
	-Itests $(BOOT_CFLAGS_$(1)),$(BOOT_LDFLAGS_$(1))))
TEST_FILES += build/tests/boot/$(1)/$(1)
endef
$(foreach name,$(BOOT_GUESTS),$(eval $(call boot_guest,$(name))))

# One that ends where the other goes on.
STOPPING := build/tests/boot/undefined/undefined-stop
$(eval $(call guest_program,$(STOPPING),tests/boot/undefined/undefined.c,\
	-Itests $(UNDEFINED) -fno-sanitize-recover,$(UNDEFINED)))
TEST_FILES += $(STOPPING)

# Attacks know where in the image they strike.
HOSTILE_CFLAGS := -Itests -fno-optimize-sibling-calls -fno-pie

HOSTILE_GUESTS := $(sort $(notdir \
	$(patsubst %/,%,$(wildcard tests/hostile/*/))))
define hostile_guest
$(eval $(call guest_program,build/tests/hostile/$(1)/$(1),\
	tests/hostile/$(1)/$(1).c \
	$(addprefix tests/hostile/,start.c quiet.c fair.c),\
	$(HOSTILE_CFLAGS) -DATTACK=$(subst -,_,$(1)),-no-pie $(2),$(3)))
TEST_FILES += build/tests/hostile/$(1)/$(1)
endef
$(foreach name,$(filter-out churn,$(HOSTILE_GUESTS)),\
	$(eval $(call hostile_guest,$(name))))

# One has others with it, to make VMs of.
CHURNED := build/tests/hostile/churned
$(CHURNED)/calls: build/tests/hostile/calls/calls
	$(copy)
$(CHURNED)/exceptions: build/tests/hostile/exceptions/exceptions
	$(copy)
$(eval $(call hostile_guest,churn,--files $(CHURNED):/images,\
	$(CHURNED)/calls $(CHURNED)/exceptions))

# A disk of which block n is the number n.
build/tests/disk.img: | ready
	@mkdir -p $(@D)
	$(Q)seq -f %04095.0f 0 15 >$@
TEST_FILES += build/tests/disk.img

# The corpus of `denali torture`: the images, and an index of what they must
# come to.
CORPUS := $(SDK)/share/denali/torture
define corpus_image
$(CORPUS)/$(1): build/tests/hostile/$(1)/$(1)
	$$(copy)
CORPUS_FILES += $(CORPUS)/$(1)
endef
$(foreach name,$(HOSTILE_GUESTS),$(eval $(call corpus_image,$(name))))

$(CORPUS)/index: $(foreach name,$(HOSTILE_GUESTS),\
		tests/hostile/$(name)/$(name).expect)
	$(call say,INDEX,$@)
	@mkdir -p $(@D)
	$(Q)for guest in $(HOSTILE_GUESTS); do echo "image $$guest"; \
		sed 's,-vbuild/tests/,-v@,' \
			"tests/hostile/$$guest/$$guest.expect"; done >$@.tmp
	$(Q)mv $@.tmp $@
$(CORPUS)/disk.img: build/tests/disk.img
	$(copy)
CORPUS_FILES += $(CORPUS)/index $(CORPUS)/disk.img
TEST_FILES += $(CORPUS_FILES)

# A service among hogs, for a test and for the benchmark.  main() under another
# name is a function like any other to the compiler.
$(eval $(call guest_program,build/tests/bench/crowd/crowd,\
	tests/bench/crowd/crowd.c $(wildcard examples/http-hello/*.c),\
	-Itests -Dmain=http_hello_main -Wno-missing-prototypes \
	-Wno-return-type,\
	--files examples/http-hello/files,\
	$(wildcard examples/http-hello/files/*)))
TEST_FILES += build/tests/bench/crowd/crowd

# Programs.  The kernel's own tests lend their bad images and plans.
$(eval $(call host_program,build/tests/boot-tests,\
	$(sort $(wildcard tests/boot/*.c)) $(TEST_HARNESS) \
	$(addprefix tests/kernel/,image_file.c image_faults.c \
		plan_file.c plan_faults.c),\
	$(TEST_CFLAGS) -iquote denali-kernel -iquote tests/kernel,\
	$(TEST_LIBS) -lresolv))
$(eval $(call host_program,build/tests/hostile-tests,\
	tests/hostile/hostile.c $(TEST_HARNESS),\
	$(TEST_CFLAGS),$(TEST_LIBS)))
TEST_PROGRAMS += build/tests/boot-tests build/tests/hostile-tests

# The benchmark, what it runs on Denali, and the bare-machine kernel.
BENCH_OUT := build/tests/bench
$(eval $(call host_program,$(BENCH_OUT)/bench,\
	$(sort $(wildcard tests/bench/*.c)) \
	$(filter-out tests/harness/e% tests/harness/shell.c,$(TEST_HARNESS)) \
	$(addprefix tests/harness/,api.c hosting.c publisher.c) \
	sdk/common/minisign.c,\
	$(TEST_CFLAGS) -iquote .,\
	-ljansson -lssl -lcrypto -lsodium -lm -pthread))
$(eval $(call guest_program,$(BENCH_OUT)/roundtrip,\
	tests/bench/roundtrip/roundtrip.c,-Itests -fno-pie,-no-pie))
$(eval $(call guest_program,$(BENCH_OUT)/datagram/datagram,\
	tests/bench/datagram/datagram.c))
$(eval $(call guest_program,$(BENCH_OUT)/threads/threads,\
	tests/bench/threads/threads.c,-Itests -O2))
$(eval $(call guest_program,$(BENCH_OUT)/pair/pair,\
	tests/bench/pair/pair.c))
$(eval $(call guest_program,$(BENCH_OUT)/frames/frames,\
	tests/bench/frames/frames.c,-Itests))

# http-hello, for objects of the paper's two sizes.
OBJECTS := $(BENCH_OUT)/site
$(OBJECTS)/%: | ready
	@mkdir -p $(@D)
	$(Q)head -c $* /dev/zero | tr '\0' x >$@
$(OBJECTS)/index.html: $(OBJECTS)/2258
	$(Q)cp $< $@
$(eval $(call guest_program,$(BENCH_OUT)/objects/objects,\
	$(wildcard examples/http-hello/*.c),,\
	--files $(OBJECTS):/site,\
	$(addprefix $(OBJECTS)/,2258 134007 index.html)))

# Linux programs of no library's, for the peer's kernel.
PEER_PROGRAM = $(CROSS)gcc -std=gnu11 -O2 -ffreestanding -nostdlib -static \
	$(WARNINGS) -o $@ $<
$(BENCH_OUT)/life: tests/bench/peer/life.c tests/bench/peer/linux.h \
		| ready
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(PEER_PROGRAM)
$(BENCH_OUT)/switch-peer: tests/bench/peer/switch.c tests/bench/peer/linux.h \
		| ready
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(PEER_PROGRAM)
$(BENCH_OUT)/disk-peer: tests/bench/peer/disk.c tests/bench/disk/pattern.h \
		| ready
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(PEER_PROGRAM)
$(eval $(call guest_program,$(BENCH_OUT)/disk/disk,tests/bench/disk/disk.c))

BARE_CFLAGS := -std=c11 -Os -ffreestanding -mgeneral-regs-only $(WARNINGS)
BARE_OBJECTS := $(addprefix $(BENCH_OUT)/bare/,entry.S.o bare.c.o)
$(BENCH_OUT)/bare/%.o: tests/bench/bare/% tests/bench/bare/bare.h | ready
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CROSS)gcc $(BARE_CFLAGS) -c -o $@ $<
$(BENCH_OUT)/bare.elf: tests/bench/bare/bare.ld $(BARE_OBJECTS)
	$(call say,LD,$@)
	$(Q)$(CROSS)gcc -nostdlib -Wl,-z,noexecstack \
		-Wl,--no-warn-rwx-segments -Wl,--build-id=none -Wl,-T,$^ -o $@

BENCH_PROGRAMS += $(BENCH_OUT)/bench
BENCH_FILES += build/sdk/share/denali/supervisor \
	build/tests/supervisor/standin $(CORPUS_FILES) \
	$(BENCH_OUT)/bare.elf $(BENCH_OUT)/roundtrip \
	$(addprefix $(BENCH_OUT)/,objects/objects life crowd/crowd \
	datagram/datagram disk-peer disk/disk frames/frames pair/pair \
	switch-peer threads/threads) \
	$(addprefix build/tests/boot/,compete/compete pages/pages)

# Ports take minutes to build: only for their own groups, and for all groups.
BENCH_PORTS := libmicrohttpd lighttpd mbedtls redis sqlite
ifeq ($(filter-out ports%,$(BENCH)),)
BENCH_FILES += $(patsubst %,$(BUILD)/ports/%/built,\
	$(filter $(BENCH_PORTS),$(PORTS_THERE)))
endif
