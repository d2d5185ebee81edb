# SPDX-FileCopyrightText: The Denali authors
# SPDX-License-Identifier: MIT
#
# Tests of the kernel's network code: its files unchanged, on a stand-in for
# the rest of the kernel (world.c) or for a virtio device (device.c), with
# sanitizers.

NET_TEST_CFLAGS := -O1 -fsanitize=address -fsanitize=undefined \
	-fno-sanitize-recover=all -iquote denali-kernel \
	-iquote tests/kernel-net

NET_TEST_WORLD := tests/kernel-net/world.c tests/kernel-net/frames.c \
	$(addprefix denali-kernel/,arp.c dhcp.c disguise.c flows.c \
	forward.c forwardset.c guard.c headers.c limit.c nic.c packet.c \
	policy.c rewrite.c stations.c switch.c traffic.c turn.c)
NET_TEST_DEVICE := tests/kernel-net/device.c denali-kernel/virtqueue.c

NET_TESTS := arp drain driver e1000 forward guard headers hostile nic \
	packet policy routed switch traffic turn virtqueue
NET_TEST_arp := $(NET_TEST_WORLD)
NET_TEST_driver := $(NET_TEST_DEVICE) denali-kernel/packet.c \
	denali-kernel/virtio_net.c
NET_TEST_e1000 := denali-kernel/packet.c denali-kernel/e1000.c
NET_TEST_forward := $(NET_TEST_WORLD) \
	$(addprefix tests/kernel-net/,forwardrig.c forwardset.c tcp.c)
NET_TEST_drain := $(NET_TEST_WORLD) tests/kernel-net/tcp.c
NET_TEST_guard := $(NET_TEST_WORLD)
NET_TEST_headers := $(NET_TEST_WORLD)
NET_TEST_hostile := $(NET_TEST_WORLD) tests/kernel-net/watch.c
NET_TEST_nic := $(NET_TEST_WORLD)
NET_TEST_packet := $(NET_TEST_WORLD)
NET_TEST_policy := denali-kernel/headers.c denali-kernel/policy.c
NET_TEST_routed := $(NET_TEST_WORLD) tests/kernel-net/tcp.c
NET_TEST_switch := $(NET_TEST_WORLD)
NET_TEST_traffic := $(NET_TEST_WORLD)
NET_TEST_turn := $(NET_TEST_WORLD)
NET_TEST_virtqueue := $(NET_TEST_DEVICE)

TEST_PROGRAMS += $(NET_TESTS:%=$(BUILD)/tests/kernel_net_%)
net_test = $(call host_program,$(BUILD)/tests/kernel_net_$(1),\
	tests/kernel-net/$(1).c $(NET_TEST_$(1)),$(NET_TEST_CFLAGS),\
	-lcriterion -lpthread)
$(foreach test,$(NET_TESTS),$(eval $(call net_test,$(test))))

# The fuzzers.
$(eval $(call host_program,$(BUILD)/fuzz/frame_seeds,\
	tests/kernel-net/fuzz_seeds.c $(NET_TEST_WORLD),$(NET_TEST_CFLAGS),))
$(eval $(call fuzzer,frame,tests/kernel-net/fuzz_frame.c $(NET_TEST_WORLD),\
	$(NET_TEST_CFLAGS),$(BUILD)/fuzz/frame_seeds))
$(eval $(call host_program,$(BUILD)/fuzz/forward_seeds,\
	tests/kernel-net/forward_seeds.c tests/kernel-net/tcp.c \
	$(NET_TEST_WORLD),$(NET_TEST_CFLAGS),))
$(eval $(call fuzzer,forward,tests/kernel-net/fuzz_forward.c \
	tests/kernel-net/tcp.c $(NET_TEST_WORLD),\
	$(NET_TEST_CFLAGS),$(BUILD)/fuzz/forward_seeds))
